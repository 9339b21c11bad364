import { below, pick, type Random } from './random.ts'

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎',
]
const given = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文斌宇浩晨轩梓涵欣怡佳琪雨泽俊博思远嘉诚海燕志鹏晓东春梅立新',
]

/** A Chinese name that belongs to nobody in particular. */
export const chineseName = (r: Random): string =>
  pick(r, surnames) + pick(r, given) + (below(r, 10) < 7 ? pick(r, given) : '')

const dealers = ['众诚', '恒通', '广达', '星辉', '瑞驰', '鸿运', '安途', '博远']
const decorators = ['雅居', '美筑', '鼎盛', '悦家', '宜匠', '华庭', '绿地装', '新空间']
const schools = ['启航', '博学', '明德', '远志', '卓越', '知行']
const others = ['乐行', '康健', '悦动', '优选', '智慧家']

export type PartnerKind = 'car-dealer' | 'decorator' | 'education' | 'retail'

const lexicon: Record<PartnerKind, { names: string[]; zh: string; en: string }> = {
  'car-dealer': { names: dealers, zh: '汽车4S店', en: '4S car dealer' },
  decorator: { names: decorators, zh: '装饰公司', en: 'home decorator' },
  education: { names: schools, zh: '教育培训中心', en: 'education centre' },
  retail: { names: others, zh: '家电商城', en: 'appliance store' },
}

/** Trade name of a partner: zh for the list, en as kind and city. */
export const partnerName = (
  r: Random,
  kind: PartnerKind,
  city: { zh: string; en: string },
): { zh: string; en: string } => {
  const { names, zh, en } = lexicon[kind]
  const name = pick(r, names)
  return { zh: `${city.zh}${name}${zh}`, en: `${city.en} ${en} ${name}` }
}
