/** The bank's organisation: head office, 12 branches, 60 sub-branches, 240 outlets. Fixed, independent of the seed. */

export interface OrgUnit {
  id: string
  parent: string | null
  level: 'head-office' | 'branch' | 'sub-branch' | 'outlet'
  zh: string
  en: string
}

/** Branches with their share of the bank's business and five districts each. */
const branches: { zh: string; en: string; weight: number; districts: [zh: string, en: string][] }[] = [
  {
    zh: '北京',
    en: 'Beijing',
    weight: 1.5,
    districts: [
      ['朝阳', 'Chaoyang'],
      ['海淀', 'Haidian'],
      ['西城', 'Xicheng'],
      ['丰台', 'Fengtai'],
      ['通州', 'Tongzhou'],
    ],
  },
  {
    zh: '上海',
    en: 'Shanghai',
    weight: 1.5,
    districts: [
      ['浦东', 'Pudong'],
      ['徐汇', 'Xuhui'],
      ['静安', 'Jing’an'],
      ['闵行', 'Minhang'],
      ['杨浦', 'Yangpu'],
    ],
  },
  {
    zh: '广州',
    en: 'Guangzhou',
    weight: 1.3,
    districts: [
      ['天河', 'Tianhe'],
      ['越秀', 'Yuexiu'],
      ['海珠', 'Haizhu'],
      ['番禺', 'Panyu'],
      ['白云', 'Baiyun'],
    ],
  },
  {
    zh: '深圳',
    en: 'Shenzhen',
    weight: 1.3,
    districts: [
      ['福田', 'Futian'],
      ['南山', 'Nanshan'],
      ['罗湖', 'Luohu'],
      ['宝安', 'Bao’an'],
      ['龙岗', 'Longgang'],
    ],
  },
  {
    zh: '成都',
    en: 'Chengdu',
    weight: 1,
    districts: [
      ['锦江', 'Jinjiang'],
      ['武侯', 'Wuhou'],
      ['青羊', 'Qingyang'],
      ['成华', 'Chenghua'],
      ['双流', 'Shuangliu'],
    ],
  },
  {
    zh: '杭州',
    en: 'Hangzhou',
    weight: 1,
    districts: [
      ['西湖', 'Xihu'],
      ['滨江', 'Binjiang'],
      ['拱墅', 'Gongshu'],
      ['萧山', 'Xiaoshan'],
      ['余杭', 'Yuhang'],
    ],
  },
  {
    zh: '武汉',
    en: 'Wuhan',
    weight: 0.9,
    districts: [
      ['江汉', 'Jianghan'],
      ['武昌', 'Wuchang'],
      ['洪山', 'Hongshan'],
      ['汉阳', 'Hanyang'],
      ['青山', 'Qingshan'],
    ],
  },
  {
    zh: '南京',
    en: 'Nanjing',
    weight: 0.9,
    districts: [
      ['鼓楼', 'Gulou'],
      ['玄武', 'Xuanwu'],
      ['建邺', 'Jianye'],
      ['江宁', 'Jiangning'],
      ['栖霞', 'Qixia'],
    ],
  },
  {
    zh: '西安',
    en: 'Xi’an',
    weight: 0.7,
    districts: [
      ['雁塔', 'Yanta'],
      ['碑林', 'Beilin'],
      ['未央', 'Weiyang'],
      ['莲湖', 'Lianhu'],
      ['长安', 'Chang’an'],
    ],
  },
  {
    zh: '重庆',
    en: 'Chongqing',
    weight: 0.7,
    districts: [
      ['渝中', 'Yuzhong'],
      ['江北', 'Jiangbei'],
      ['渝北', 'Yubei'],
      ['南岸', 'Nan’an'],
      ['沙坪坝', 'Shapingba'],
    ],
  },
  {
    zh: '天津',
    en: 'Tianjin',
    weight: 0.6,
    districts: [
      ['和平', 'Heping'],
      ['河西', 'Hexi'],
      ['南开', 'Nankai'],
      ['滨海', 'Binhai'],
      ['河东', 'Hedong'],
    ],
  },
  {
    zh: '青岛',
    en: 'Qingdao',
    weight: 0.6,
    districts: [
      ['市南', 'Shinan'],
      ['崂山', 'Laoshan'],
      ['市北', 'Shibei'],
      ['黄岛', 'Huangdao'],
      ['城阳', 'Chengyang'],
    ],
  },
]

const roads: [zh: string, en: string][] = [
  ['人民路', 'Renmin Road'],
  ['中山路', 'Zhongshan Road'],
  ['建设路', 'Jianshe Road'],
  ['解放路', 'Jiefang Road'],
  ['和平街', 'Heping Street'],
  ['文化路', 'Wenhua Road'],
  ['新华街', 'Xinhua Street'],
]

const two = (n: number): string => String(n).padStart(2, '0')

const units: OrgUnit[] = [{ id: 'hq', parent: null, level: 'head-office', zh: '总行', en: 'Head office' }]
for (const [b, branch] of branches.entries()) {
  const branchId = `b${two(b + 1)}`
  units.push({ id: branchId, parent: 'hq', level: 'branch', zh: `${branch.zh}分行`, en: `${branch.en} Branch` })
  for (const [s, [zh, en]] of branch.districts.entries()) {
    const subBranchId = `${branchId}-s${two(s + 1)}`
    units.push({
      id: subBranchId,
      parent: branchId,
      level: 'sub-branch',
      zh: `${branch.zh}${zh}支行`,
      en: `${branch.en} ${en} Sub-branch`,
    })
    for (let o = 0; o < 4; o++) {
      const [roadZh, roadEn] = roads[(b + s * 2 + o) % roads.length] as [string, string]
      const place =
        o === 0
          ? { zh: `${zh}营业部`, en: `${en} Main Outlet` }
          : { zh: `${zh}${roadZh}网点`, en: `${en} ${roadEn} Outlet` }
      units.push({ id: `${subBranchId}-o${o + 1}`, parent: subBranchId, level: 'outlet', ...place })
    }
  }
}

/** Every unit, parents before children. */
export const organisation: readonly OrgUnit[] = units

export const branchIds: readonly string[] = units.filter((unit) => unit.level === 'branch').map((unit) => unit.id)
export const outletIds: readonly string[] = units.filter((unit) => unit.level === 'outlet').map((unit) => unit.id)

/** The branch a unit below it belongs to. */
export const branchOf = (orgunit: string): string => orgunit.slice(0, 3)

/** A branch's share of the bank's business; the mean over all branches is 1. */
export const branchWeight = (branchId: string): number =>
  (branches[Number(branchId.slice(1)) - 1] as { weight: number }).weight

/** Outlets repeated in proportion to the business of their branch: an even draw from it is a weighted draw. */
export const outletsByBusiness: readonly string[] = outletIds.flatMap((id) =>
  Array<string>(Math.round(branchWeight(branchOf(id)) * 10)).fill(id),
)
