import { and, count, eq } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { indicatorNamed } from '../indicators/catalogue.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { AlertCondition } from '../postgres/alert-tables.ts'
import { alertConditions } from '../postgres/alert-tables.ts'
import type { Db } from '../postgres/connect.ts'
import { indicatorAlerts, orgUnits, people } from '../postgres/schema.ts'
import { type Alert, mayWatch, mostAlerts } from './alert.ts'

export type AlertWish = Pick<Alert, 'indicator' | 'orgunit' | 'condition' | 'bound' | 'grain'>

/** Why an alert was not set: `what` names the part that is wrong, `many` that there are enough. */
export type Set =
  | { readonly kind: 'set'; readonly alert: Alert }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'wrong'; readonly what: 'indicator' | 'orgunit' | 'condition' | 'bound' | 'grain' | 'many' }

/** The conditions that make sense of an indicator: how things stand has no grain before, and not everything has goals. */
export const conditionsOf = ({ over, goals, formula }: Indicator): readonly AlertCondition[] =>
  alertConditions.filter((condition) =>
    condition === 'goal'
      ? goals === true
      : condition === 'below' || condition === 'above' || (over === 'period' && formula.kind !== 'difference'),
  )

/** Attainment holds what was done against whole months; how things stand is looked at once a day. */
export const grainsFor = ({ formula, over }: Indicator, condition: AlertCondition): readonly Alert['grain'][] =>
  condition === 'goal' || over === 'now'
    ? ['day']
    : formula.kind === 'attainment'
      ? ['month']
      : ['day', 'week', 'month']

const isBound = (condition: AlertCondition, bound: number): boolean =>
  Number.isFinite(bound) &&
  Math.abs(bound) <= Number.MAX_SAFE_INTEGER &&
  (condition === 'below' || condition === 'above' || (bound > 0 && bound <= (condition === 'goal' ? 2 : 100)))

/** Lets somebody be told of an indicator, on record. */
export const setAlert = async (db: Db, scope: Scope, wish: AlertWish, now: Date): Promise<Set> => {
  const { indicator, orgunit, condition, bound, grain } = wish
  const entry = indicatorNamed(indicator)
  if (entry === undefined) return { kind: 'wrong', what: 'indicator' }
  if (!mayWatch(scope, entry, orgunit)) return { kind: 'not-permitted' }
  if (!conditionsOf(entry).includes(condition)) return { kind: 'wrong', what: 'condition' }
  if (!grainsFor(entry, condition).includes(grain)) return { kind: 'wrong', what: 'grain' }
  if (!isBound(condition, bound)) return { kind: 'wrong', what: 'bound' }
  const [unit] = await db.select({ id: orgUnits.id }).from(orgUnits).where(eq(orgUnits.id, orgunit))
  if (unit === undefined) return { kind: 'wrong', what: 'orgunit' }
  return db.transaction(async (tx) => {
    // One at a time of a person, so that two of them do not both find room for the last.
    await tx.select({ id: people.id }).from(people).where(eq(people.id, scope.personId)).for('update')
    const [kept] = await tx
      .select({ n: count() })
      .from(indicatorAlerts)
      .where(eq(indicatorAlerts.personId, scope.personId))
    if (kept!.n >= mostAlerts) return { kind: 'wrong', what: 'many' }
    const values = { personId: scope.personId, indicator, orgunit, condition, bound, grain, createdAt: now }
    const [alert] = await tx.insert(indicatorAlerts).values(values).returning()
    await appendAction(tx, record(scope, 'alert-set', now, alert!))
    return { kind: 'set', alert: alert! }
  })
}

/** Takes one's own alert back, on record. False where there is none. */
export const removeAlert = async (db: Db, scope: Scope, id: number, now: Date): Promise<boolean> =>
  db.transaction(async (tx) => {
    const [alert] = await tx
      .delete(indicatorAlerts)
      .where(and(eq(indicatorAlerts.id, id), eq(indicatorAlerts.personId, scope.personId)))
      .returning()
    if (alert === undefined) return false
    await appendAction(tx, record(scope, 'alert-removed', now, alert))
    return true
  })

const record = (scope: Scope, kind: 'alert-set' | 'alert-removed', at: Date, alert: Alert) => {
  const { id, indicator, orgunit, condition, bound, grain } = alert
  return {
    ...{ at, personId: scope.personId, issueId: null, kind, fromState: null, toState: null },
    detail: { alert: id, indicator, orgunit, condition, bound, grain },
  }
}
