import { longestText } from '#lib/issue/text-length.ts'

/** A text that does not fit; it is refused whole, for what is cut off is missing from the record without a sign. */
export interface TooLong {
  kind: 'too-long'
  field: string
}

/** The first of these texts of a body that is too long, or null. */
export const tooLongIn = (raw: Record<string, unknown>): TooLong | null => {
  const field = Object.keys(raw).find((name) => typeof raw[name] === 'string' && raw[name].length > longestText)
  return field === undefined ? null : { kind: 'too-long', field }
}

/** As the forms name them. */
const names: Record<string, [zh: string, en: string]> = {
  text: ['内容', 'The text'],
  note: ['备注', 'The comment'],
  reason: ['理由', 'The reason'],
  accountability: ['问责情况', 'Accountability'],
}

/** The refusal over HTTP: 422, naming the field and the most it holds. */
export const tooLongAnswer = ({ field }: TooLong): Response => {
  const [zh, en] = names[field] ?? [field, field]
  const most = longestText.toLocaleString('en-US')
  return Response.json(
    {
      refused: 'too-long',
      field,
      zh: `${zh}最多 ${most} 个字符，请缩短后再提交`,
      en: `${en} may have ${most} characters at most; shorten it and send it again`,
    },
    { status: 422 },
  )
}
