import { and, asc, eq, isNull, lt, or, type SQL } from 'drizzle-orm'
import { atHeadOffice, type Scope, scopeOf } from '../access/scope.ts'
import { indicatorNamed } from '../indicators/catalogue.ts'
import type { Words } from '../indicators/indicator.ts'
import { grains } from '../indicators/query/grain.ts'
import type { Stores } from '../indicators/read-together.ts'
import { tell } from '../notifications/tell.ts'
import type { AlertOutcome } from '../postgres/alert-tables.ts'
import { indicatorAlertChecks, indicatorAlerts, orgUnits, people } from '../postgres/schema.ts'
import { type Alert, mayHoldSecrets, mayWatch } from './alert.ts'
import { standing } from './judge.ts'
import { dueAfter, type Finished, newestFinished } from './periods.ts'
import { readAlert } from './read.ts'
import { sayAlert } from './say.ts'

/** Alerts looked at in one run; the rest waits for the next. */
const mostInRun = 200

export interface Checked {
  readonly judged: number
  readonly told: number
}

/**
 * Judges every alert at each day, week or month of it that is over, in their order and each once: a judgement, the state
 * it leads to and what is told of it are one transaction, and a second one of the same span finds it done.
 * @param until the moment everybody's events reach, epoch ms: what ends after it is not judged yet
 */
export const checkAlerts = async (stores: Stores, { until, now }: { until: number; now: Date }): Promise<Checked> => {
  const { db } = stores.postgres
  const due = await db
    .select({ alert: indicatorAlerts, person: people, zh: orgUnits.zh, en: orgUnits.en })
    .from(indicatorAlerts)
    .innerJoin(people, and(eq(people.id, indicatorAlerts.personId), eq(people.active, true)))
    .innerJoin(orgUnits, eq(orgUnits.id, indicatorAlerts.orgunit))
    .where(isDue(until))
    .orderBy(asc(indicatorAlerts.judged), asc(indicatorAlerts.id))
    .limit(mostInRun)
  const done = { judged: 0, told: 0 }
  for (const { alert, person, zh, en } of due) {
    let { judged } = alert
    for (const span of dueAfter(alert.grain, judged, until)) {
      const outcome = await judge(stores, scopeOf(person), { alert, judged, unit: { zh, en }, span, now })
      if (outcome === 'overtaken') break
      judged = span.key
      done.judged += 1
      if (outcome === 'crossed' || outcome === 'recovered') done.told += 1
    }
  }
  return done
}

const isDue = (until: number): SQL | undefined =>
  or(
    isNull(indicatorAlerts.judged),
    ...grains.map((grain) =>
      and(eq(indicatorAlerts.grain, grain), lt(indicatorAlerts.judged, newestFinished(grain, until).key)),
    ),
  )

interface Judging {
  readonly alert: Alert
  /** The span it was judged at last, as this run knows it. */
  readonly judged: string | null
  readonly unit: Words
  readonly span: Finished
  readonly now: Date
}

const judge = async (
  stores: Stores,
  scope: Scope,
  { alert, judged, unit, span, now }: Judging,
): Promise<AlertOutcome | 'overtaken'> => {
  const entry = indicatorNamed(alert.indicator)
  const open = entry !== undefined && mayWatch(scope, entry, alert.orgunit)
  // How things stand is known of now alone: for a span long gone there is no number any more.
  const gone = entry?.over === 'now' && newestFinished(alert.grain, now.getTime()).key > span.key
  const reading = open && !gone ? await readAlert(stores, scope, { alert, entry, span, now }) : null
  return stores.postgres.db.transaction(async (tx) => {
    const [kept] = await tx.select().from(indicatorAlerts).where(eq(indicatorAlerts.id, alert.id)).for('update')
    if (kept === undefined || kept.judged !== judged) return 'overtaken'
    const crossedAt = stillCrossed(kept, span)
    const outcome: AlertOutcome = !open
      ? 'not-permitted'
      : outcomeOf(reading && standing(kept, entry, reading), crossedAt)
    await tx.insert(indicatorAlertChecks).values({
      ...{ alertId: alert.id, period: span.key, outcome, checkedAt: now },
      ...{ value: reading?.value ?? null, against: reading?.against ?? null },
    })
    const next = outcome === 'crossed' ? span.key : outcome === 'recovered' ? null : crossedAt
    await tx.update(indicatorAlerts).set({ judged: span.key, crossedAt: next }).where(eq(indicatorAlerts.id, alert.id))
    if ((outcome === 'crossed' || outcome === 'recovered') && open && reading !== null) {
      const words = sayAlert(outcome, { alert: kept, entry, unit, span, reading })
      await tell(tx, [
        {
          ...{ id: `alert:${alert.id}:${span.key}`, personId: alert.personId, orgunit: alert.orgunit, kind: 'alert' },
          class: atHeadOffice(scope) && mayHoldSecrets(entry) ? 'money-laundering' : 'operational',
          ...{ titleZh: words.zh, titleEn: words.en, createdAt: now },
        },
      ])
    }
    return outcome
  })
}

/** Since when an alert is crossed; a goal of another month is another goal. */
const stillCrossed = ({ condition, crossedAt }: Alert, span: Finished): string | null =>
  condition === 'goal' && crossedAt?.slice(0, 7) !== span.key.slice(0, 7) ? null : crossedAt

const outcomeOf = (stands: ReturnType<typeof standing>, crossedAt: string | null): AlertOutcome => {
  if (stands === null) return 'none'
  if (crossedAt === null) return stands === 'crossed' ? 'crossed' : 'clear'
  return stands === 'recovered' ? 'recovered' : 'still'
}
