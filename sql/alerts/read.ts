import type { Scope } from '../access/scope.ts'
import { goalBy } from '../cockpit/goals-met.ts'
import { goalsOf } from '../goals/goals.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { addMonths, lengthOf, monthStart, type Period } from '../indicators/period.ts'
import type { Stores } from '../indicators/read-together.ts'
import { runIndicators } from '../indicators/run.ts'
import { type Alert, isBankWide } from './alert.ts'
import type { Reading } from './judge.ts'
import { type Finished, spanBefore } from './periods.ts'

/** The number an alert is about at one of its days, weeks or months, as its owner may see it; null without one. */
export const readAlert = async (
  stores: Stores,
  scope: Scope,
  { alert, entry, span, now }: { alert: Alert; entry: Indicator; span: Finished; now: Date },
): Promise<Reading | null> => {
  const numbers = async (...periods: Period[]): Promise<(number | null)[]> => {
    const filters = isBankWide(entry) ? {} : { orgunit: alert.orgunit }
    const asked = periods.map(({ from, to }) => ({ id: entry.id, from, to, filters, now: now.getTime() }))
    return (await runIndicators(stores, scope, asked)).map((each) => (each.kind === 'ok' ? each.total.value : null))
  }
  if (alert.condition === 'goal') {
    const from = monthStart(span.from)
    const month = { from, to: addMonths(from, 1) }
    const soFar = { from, to: span.to }
    const [[value], set] = await Promise.all([
      numbers(soFar),
      goalsOf(stores.postgres.db, entry.id, [from.slice(0, 7)]),
    ])
    const goal = goalBy(set, entry, alert.orgunit, month)
    return value == null ? null : { value, against: goal, gone: lengthOf(soFar) / lengthOf(month) }
  }
  const against = ['fall', 'rise', 'change'].includes(alert.condition)
  const [value, before] = await numbers(span, ...(against ? [spanBefore(alert.grain, span)] : []))
  return value == null ? null : { value, against: before ?? null, gone: null }
}
