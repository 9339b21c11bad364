import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { inScope } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { partsOf } from '../indicators/run.ts'
import { tables } from '../indicators/tables.ts'
import type { indicatorAlerts } from '../postgres/schema.ts'

export type Alert = typeof indicatorAlerts.$inferSelect

/** Most alerts a person keeps. */
export const mostAlerts = 50

/** Numbers that belong to the whole bank and to no unit. */
export const isBankWide = (entry: Indicator): boolean =>
  partsOf(entry.formula).some((part) => tables[part.table].orgunit === undefined)

/** Whether somebody may be told a number of a unit, as their access is now. */
export const mayWatch = (scope: Scope, entry: Indicator, orgunit: string): boolean =>
  may(scope, entry.needs ?? 'indicators:read') &&
  inScope(scope, orgunit) &&
  (!isBankWide(entry) || (scope.orgunit === headOffice && orgunit === headOffice))

/** Whether rows that only the head office may know of can be in the number. */
export const mayHoldSecrets = (entry: Indicator): boolean =>
  partsOf(entry.formula).some(({ table }) => table === 'issues' || tables[table].class !== undefined)
