import type { Runtime } from '@mingjing/sql/runtime.ts'
import { isBehind } from '#lib/branch/number.ts'
import type { WallData } from '#lib/branch/wall.svelte.ts'
import type { Person } from '../auth/person.ts'
import { childrenOf } from './children.ts'
import { hallsOf, lookedAt } from './looked-at.ts'
import { numbersOf } from './numbers.ts'

const shownBehind = 8
const shownSuggestions = 4

/** Everything the wall shows of the unit and group in the address, compared with nothing; asked again at every refresh. */
export const wallOf = async (runtime: Runtime, person: Person, url: URL): Promise<WallData> => {
  const looked = await lookedAt(runtime, person, url)
  const { unit, asOf } = looked
  const { group, period } = looked.asked
  const asked = { unit, period, compare: undefined }
  const [[outlets, expected], numbers, booked] = await Promise.all([
    hallsOf(runtime, looked, shownSuggestions),
    numbersOf(runtime, person, { ...asked, group }),
    childrenOf(runtime, person, { ...asked, id: `${group}.booked` }),
  ])
  const behind = numbers.filter(({ gap }) => isBehind(gap)).toSorted((a, b) => a.gap! - b.gap!)
  return {
    ...{ asOf, unit, group, period, outlets, expected, booked },
    behind: behind.slice(0, shownBehind),
    withGoal: numbers.filter(({ gap }) => gap !== null).length,
    head: numbers.find(({ id }) => id === `${group}.booked`)!,
  }
}
