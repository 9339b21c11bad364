import type { Scope } from '@mingjing/sql/access/scope.ts'
import { isBankWide, mayWatch } from '@mingjing/sql/alerts/alert.ts'
import { alertsOf, type ListedAlert } from '@mingjing/sql/alerts/list.ts'
import { conditionsOf, grainsFor } from '@mingjing/sql/alerts/set.ts'
import { indicators } from '@mingjing/sql/indicators/catalogue.ts'
import { addDays } from '@mingjing/sql/indicators/period.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import type { AlertView, Watchable } from '#lib/alert/view.ts'
import { dayKey } from '#lib/format/moment.ts'

/** The numbers somebody may watch of their own unit. */
export const watchable = (scope: Scope): Watchable[] =>
  indicators
    .filter((entry) => mayWatch(scope, entry, scope.orgunit))
    .map((entry) => ({
      ...{ id: entry.id, name: entry.name, unit: entry.unit, owner: entry.owner, bankWide: isBankWide(entry) },
      conditions: conditionsOf(entry).map((condition) => ({ condition, grains: grainsFor(entry, condition) })),
    }))

export const alertViews = async (db: Db, scope: Scope): Promise<AlertView[]> => (await alertsOf(db, scope)).map(viewOf)

const viewOf = ({ alert, entry, open, last }: ListedAlert): AlertView => {
  const { id, orgunit, condition, bound, grain, crossedAt } = alert
  return {
    ...{ id, orgunit, condition, bound, grain },
    // How things stand is of the day it was judged on, the one after the day that was over.
    crossedAt: crossedAt !== null && entry?.over === 'now' ? addDays(crossedAt, 1) : crossedAt,
    name: entry?.name ?? { zh: alert.indicator, en: alert.indicator },
    unit: entry?.unit ?? 'count',
    state: open ? stateOf(alert.judged, crossedAt, last?.outcome ?? null) : 'not-permitted',
    last: last && {
      period: entry?.over === 'now' ? dayKey(last.checkedAt.getTime()) : last.period,
      outcome: last.outcome,
      value: last.value,
      against: last.against,
    },
  }
}

const stateOf = (judged: string | null, crossedAt: string | null, outcome: string | null): AlertView['state'] =>
  judged === null ? 'waiting' : outcome === 'none' ? 'none' : crossedAt === null ? 'clear' : 'crossed'
