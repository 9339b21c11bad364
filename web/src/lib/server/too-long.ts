import { longestText } from '#lib/text/limits.ts'

/** A text that does not fit; it is refused whole, for what is cut off is missing from the record without a sign. */
export interface TooLong {
  kind: 'too-long'
  field: string
  /** What fits, UTF-16 units. */
  most: number
}

/** The first of these texts of a body that is too long, or null. Of texts that are no text it says nothing. */
export const tooLongIn = (raw: Readonly<Record<string, unknown>>, most: number = longestText): TooLong | null => {
  const field = Object.keys(raw).find((name) => typeof raw[name] === 'string' && raw[name].length > most)
  return field === undefined ? null : { kind: 'too-long', field, most }
}

/** As the forms name them. */
const names: Record<string, [zh: string, en: string]> = {
  text: ['内容', 'The text'],
  note: ['备注', 'The comment'],
  reason: ['理由', 'The reason'],
  accountability: ['问责情况', 'Accountability'],
  evidence: ['依据', 'The evidence'],
  value: ['值', 'The value'],
  suspicion: ['疑似涉罪类型', 'Suspected crime'],
  grounds: ['可疑特征', 'Reasons for suspicion'],
  measures: ['已采取的措施', 'Measures taken'],
  conclusion: ['结论', 'The conclusion'],
  name: ['名称', 'The name'],
  reference: ['依据文号', 'The reference'],
}

/** What is said of it, naming the field and the most it holds. */
export const tooLongWords = ({ field, most }: TooLong): { zh: string; en: string } => {
  const [zh, en] = names[field] ?? [field, field]
  const holds = most.toLocaleString('en-US')
  return {
    zh: `${zh}最多 ${holds} 个字符，请缩短后再提交`,
    en: `${en} may have ${holds} characters at most; shorten it and send it again`,
  }
}

/** The refusal over HTTP: 422. */
export const tooLongAnswer = (problem: TooLong): Response =>
  Response.json({ refused: 'too-long', field: problem.field, ...tooLongWords(problem) }, { status: 422 })
