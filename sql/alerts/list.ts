import { and, asc, eq } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import { indicatorNamed } from '../indicators/catalogue.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Db } from '../postgres/connect.ts'
import { indicatorAlertChecks, indicatorAlerts } from '../postgres/schema.ts'
import { type Alert, mayWatch } from './alert.ts'

export type Check = typeof indicatorAlertChecks.$inferSelect

export interface ListedAlert {
  readonly alert: Alert
  /** Absent where the catalogue has it no more. */
  readonly entry: Indicator | undefined
  /** Whether the owner may see the number now; without it no number is given. */
  readonly open: boolean
  /** The newest judgement. */
  readonly last: Check | null
}

/** Somebody's own alerts in the order they were set. */
export const alertsOf = async (db: Db, scope: Scope): Promise<ListedAlert[]> => {
  const rows = await db
    .select({ alert: indicatorAlerts, last: indicatorAlertChecks })
    .from(indicatorAlerts)
    .leftJoin(
      indicatorAlertChecks,
      and(
        eq(indicatorAlertChecks.alertId, indicatorAlerts.id),
        eq(indicatorAlertChecks.period, indicatorAlerts.judged),
      ),
    )
    .where(eq(indicatorAlerts.personId, scope.personId))
    .orderBy(asc(indicatorAlerts.id))
  return rows.map(({ alert, last }) => {
    const entry = indicatorNamed(alert.indicator)
    const open = entry !== undefined && mayWatch(scope, entry, alert.orgunit)
    return { alert, entry, open, last: open ? last : null }
  })
}
