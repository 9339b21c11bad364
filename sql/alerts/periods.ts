import { addDays, dayOf, type Period } from '../indicators/period.ts'
import { after, type Grain, startOf } from '../indicators/query/grain.ts'

/** Days, weeks or months judged in one go after a pause; what lies further back is left out. */
const mostBehind = 31

export interface Finished extends Period {
  /** The day, the Monday or `YYYY-MM`. */
  readonly key: string
}

const spanFrom = (grain: Grain, from: string): Finished => ({
  key: grain === 'month' ? from.slice(0, 7) : from,
  from,
  to: after(grain, from),
})

/** The newest day, week or month that events up to `until` (epoch ms) leave nothing of to come. */
export const newestFinished = (grain: Grain, until: number): Finished =>
  spanFrom(grain, startOf(grain, addDays(startOf(grain, dayOf(until)), -1)))

/** The one before. */
export const spanBefore = (grain: Grain, { from }: Period): Finished =>
  spanFrom(grain, startOf(grain, addDays(from, -1)))

/** Finished ones after the one judged last, in their order; the newest alone where none was. */
export const dueAfter = (grain: Grain, judged: string | null, until: number): Finished[] => {
  const due = [newestFinished(grain, until)]
  while (judged !== null && due.length < mostBehind && spanBefore(grain, due[0]!).key > judged)
    due.unshift(spanBefore(grain, due[0]!))
  return judged !== null && due[0]!.key <= judged ? [] : due
}
