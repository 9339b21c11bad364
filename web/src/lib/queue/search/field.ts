/** What can be asked for in the search box by name, in the order it is offered. */
export const fieldKeys = [
  'subject',
  'rule',
  'unit',
  'owner',
  'state',
  'severity',
  'class',
  'stage',
  'product',
  'channel',
  'amount',
  'due',
  'opened',
  'partner',
  'staff',
] as const
export type FieldKey = (typeof fieldKeys)[number]

/** The names of a field; the first of each language is the one shown. Both languages always hold, whatever is read. */
export const fieldNames: Record<FieldKey, { zh: readonly [string, ...string[]]; en: readonly [string, ...string[]] }> =
  {
    subject: { zh: ['标的', '主体', '客户'], en: ['subject'] },
    rule: { zh: ['规则'], en: ['rule', 'title'] },
    unit: { zh: ['机构', '分行', '支行', '网点'], en: ['unit', 'branch', 'outlet'] },
    owner: { zh: ['经办', '处理人'], en: ['owner', 'assignee'] },
    state: { zh: ['状态'], en: ['state', 'status'] },
    severity: { zh: ['严重程度', '程度', '等级'], en: ['severity'] },
    class: { zh: ['类别'], en: ['class'] },
    stage: { zh: ['环节'], en: ['stage'] },
    product: { zh: ['产品'], en: ['product'] },
    channel: { zh: ['渠道'], en: ['channel'] },
    amount: { zh: ['金额', '涉及金额'], en: ['amount'] },
    due: { zh: ['时限', '到期'], en: ['due'] },
    opened: { zh: ['发现', '发现时间'], en: ['opened', 'age'] },
    partner: { zh: ['合作方', '合作机构'], en: ['partner'] },
    staff: { zh: ['涉及人员', '当事人', '工号'], en: ['staff', 'actor'] },
  }

const byName = new Map(
  fieldKeys.flatMap((key) => [...fieldNames[key].zh, ...fieldNames[key].en, key].map((name) => [name, key] as const)),
)

/** The field a name means, or null. */
export const fieldNamed = (name: string): FieldKey | null => byName.get(name.toLowerCase()) ?? null

/** The shown name that begins or ends like an unknown one, in the same script; null when none is near. */
export const nearestName = (name: string): string | null => {
  const asked = name.toLowerCase()
  const near = [...byName.keys()].filter((each) => distance(each, asked) <= Math.max(1, Math.floor(each.length / 3)))
  return near.toSorted((a, b) => distance(a, asked) - distance(b, asked))[0] ?? null
}

/** Letters to add, drop, change or swap with their neighbour. */
const distance = (a: string, b: string): number => {
  let two: number[] = []
  let before = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, two[j - 2]! + 1)
    }
    two = before
    before = row
  }
  return before[b.length]!
}

/** A value that can be asked for by its code or its name in either language. */
export interface Choice {
  code: string
  zh: string
  en: string
}

/** The values of fields that have a list of them. Those of `severity` ascend. */
export type Vocabulary = Record<
  'state' | 'severity' | 'class' | 'stage' | 'product' | 'channel' | 'due',
  readonly Choice[]
>
export type Listed = keyof Vocabulary

/** Said of an owner or a time limit: oneself, and none at all. */
export const meWords: readonly string[] = ['me', '我', '本人']
export const noneWords: readonly string[] = ['none', '无', '-']
