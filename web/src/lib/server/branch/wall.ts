import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { suggestionsOf } from '@mingjing/sql/cockpit/load.ts'
import { dayOf } from '@mingjing/sql/indicators/period.ts'
import { expectedLoad } from '@mingjing/sql/queries/expected-load.ts'
import { outletsNow } from '@mingjing/sql/queries/outlets-now.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { WallData } from '#lib/branch/wall.svelte.ts'
import type { Person } from '../auth/person.ts'
import { outcomeOf } from '../outcome.ts'
import { reachOf } from '../reach.ts'
import { unitOf } from '../scope.ts'
import { askedOf } from './asked.ts'
import { childrenOf, numbersOf } from './numbers.ts'

const shownBehind = 8
const shownSuggestions = 4

/** Everything the wall shows of the unit and group in the address; asked again at every refresh. */
export const wallOf = async (runtime: Runtime, person: Person, url: URL): Promise<WallData> => {
  const scope = scopeOf(person)
  const unit = unitOf(person, url)
  const asOf = (await reachOf(runtime).catch(() => null))?.watermark ?? Date.now()
  const { group, period, compare } = askedOf(url.searchParams, dayOf(asOf))
  const one = { unit, clientKind: group === 'appointments' ? ('personal' as const) : ('corporate' as const), asOf }
  const [outlets, expected, numbers, booked] = await Promise.all([
    outcomeOf(() => outletsNow(runtime.clickhouse, scope, one)),
    outcomeOf(
      async () => {
        const { outlets, days, ...rest } = await expectedLoad(runtime.clickhouse, scope, one)
        return { ...rest, outlets, suggestions: suggestionsOf(outlets, days).slice(0, shownSuggestions) }
      },
      ({ outlets }) => outlets.length === 0,
    ),
    numbersOf(runtime, person, { group, unit, period, compare }),
    childrenOf(runtime, person, { id: `${group}.booked`, unit, period, compare }),
  ])
  const goals = numbers.filter(({ gap }) => gap !== null)
  const behind = goals.toSorted((a, b) => a.gap! - b.gap!).slice(0, shownBehind)
  return {
    asOf,
    unit,
    group,
    period,
    outlets,
    expected,
    behind,
    booked,
    head: numbers.find(({ id }) => id === `${group}.booked`)!,
  }
}
