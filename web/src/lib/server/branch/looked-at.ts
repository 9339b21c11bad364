import { type Scope, scopeOf } from '@mingjing/sql/access/scope.ts'
import { suggestionsOf } from '@mingjing/sql/cockpit/load.ts'
import { dayOf } from '@mingjing/sql/indicators/period.ts'
import type { ClientKind } from '@mingjing/sql/indicators/visits.ts'
import { expectedLoad } from '@mingjing/sql/queries/expected-load.ts'
import { outletsNow } from '@mingjing/sql/queries/outlets-now.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { Expected } from '#lib/branch/expected.ts'
import type { OutletNow } from '#lib/branch/hall.ts'
import type { Outcome } from '#lib/tile/outcome.ts'
import type { Person } from '../auth/person.ts'
import { outcomeOf } from '../outcome.ts'
import { momentReached } from '../reach.ts'
import { unitOf } from '../scope.ts'
import { type Asked, askedOf } from './asked.ts'

/** What somebody looks at in the cockpit or on its wall, and the moment (epoch ms) the numbers reach. */
export interface LookedAt {
  readonly scope: Scope
  readonly unit: string
  readonly asOf: number
  readonly today: string
  readonly asked: Asked
}

export const lookedAt = async (runtime: Runtime, person: Person, url: URL): Promise<LookedAt> => {
  const asOf = await momentReached(runtime)
  const today = dayOf(asOf)
  return { scope: scopeOf(person), unit: unitOf(person, url), asOf, today, asked: askedOf(url.searchParams, today) }
}

/** Who is in the halls, and what the next hours bring, with at most so many suggestions. */
export const hallsOf = async (
  { clickhouse }: Runtime,
  { scope, unit, asOf, asked }: LookedAt,
  suggested: number,
): Promise<[Outcome<OutletNow[]>, Outcome<Expected>]> => {
  const clientKind: ClientKind = asked.group === 'appointments' ? 'personal' : 'corporate'
  const one = { unit, clientKind, asOf }
  return Promise.all([
    outcomeOf(() => outletsNow(clickhouse, scope, one)),
    outcomeOf(
      async () => {
        const { outlets, days, ...rest } = await expectedLoad(clickhouse, scope, one)
        return { ...rest, outlets, suggestions: suggestionsOf(outlets, days).slice(0, suggested) }
      },
      ({ outlets }) => outlets.length === 0,
    ),
  ])
}
