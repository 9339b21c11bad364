import { m } from '#lib/paraglide/messages.js'

const units = { wd: m.span_wd, wh: m.span_wh, d: m.span_d, h: m.span_h, m: m.span_m, s: m.span_s } as const

/** A span as rules write it (`3wd`, `24h`) in words; any other text as it is. */
export const writeSpan = (text: string): string => {
  const found = /^(\d+)(wd|wh|[dhms])$/.exec(text)
  return found ? units[found[2] as keyof typeof units]({ count: Number(found[1]) }) : text
}
