import { eventTypeNamed } from '@mingjing/rules/events/catalogue.ts'
import type { Duration } from '@mingjing/rules/language/duration.ts'
import { m } from '#lib/paraglide/messages.js'
import { inWords } from '#lib/words/language.ts'

/** A name inside a sentence: English begins it small, unless it is an abbreviation. */
export const asWord = (name: string): string =>
  /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name

/** A sentence by itself: English begins it large, Chinese keeps a space between its characters and others only. */
export const asSentence = (text: string): string =>
  (text.charAt(0).toUpperCase() + text.slice(1))
    .replace(/(?<=[\p{Script=Han}，。、（）“”]) (?=[\p{Script=Han}，。、（）“”])/gu, '')
    .replace(/(?<=\p{Script=Han})(?=[A-Za-z0-9¥−<>=])|(?<=[A-Za-z0-9%])(?=\p{Script=Han})/gu, ' ')

/** Types of events by their names. */
export const sayEvents = (types: readonly string[]): string =>
  types
    .map((type) => {
      const found = eventTypeNamed(type)
      return asWord(found ? inWords(found) : type)
    })
    .join(m.list_or())

const wall = [
  [86_400_000, m.span_d],
  [3_600_000, m.span_h],
  [60_000, m.span_m],
  [1000, m.span_s],
] as const

/** A length of time in its largest whole unit. */
export const saySpan = (span: Duration): string => {
  if (span.kind === 'workdays') return m.span_wd({ count: span.workdays })
  if (span.kind === 'working') {
    const hours = span.workingMs / 3_600_000
    return Number.isInteger(hours) ? m.span_wh({ count: hours }) : m.span_wm({ count: span.workingMs / 60_000 })
  }
  const [ms, say] = wall.find(([unit]) => span.ms % unit === 0) ?? [1, m.span_ms]
  return say({ count: span.ms / ms })
}
