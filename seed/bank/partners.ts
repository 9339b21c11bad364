import { type Habit, habits } from './habits.ts'
import { type PartnerKind, partnerName } from './names.ts'
import { branchIds, organisation } from './organisation.ts'
import { chance, pick, type Random, randomAt } from './random.ts'
import type { Population } from './staff.ts'

/** An institution that brings customers: a car dealer, a decorator, a school, a store. */
export interface Partner {
  id: string
  zh: string
  en: string
  kind: PartnerKind
  branch: string
  population: Population
  habits: ReadonlySet<Habit>
}

export interface Partners {
  all: readonly Partner[]
  /** Those of that kind and population at the branch, busy ones repeated in proportion to their business. */
  at(branch: string, kind: PartnerKind, population: Population): readonly Partner[]
}

const perBranch: Record<PartnerKind, Record<Population, number>> = {
  'car-dealer': { clean: 4, rest: 5, near: 1 },
  decorator: { clean: 3, rest: 4, near: 1 },
  education: { clean: 2, rest: 3, near: 1 },
  retail: { clean: 2, rest: 3, near: 1 },
}

const habitsFor = (r: Random, population: Population): ReadonlySet<Habit> =>
  new Set(
    population === 'rest'
      ? (['busyPartner', 'bundlingPartner'] as const).filter((habit) => chance(r, habits[habit].share))
      : [],
  )

/** All partners under that seed. Ids number the partners of a branch: `p-b03-007`. */
export const partnersOf = (seed: number): Partners => {
  const all: Partner[] = []
  const places = new Map<string, Partner[]>()
  for (const branch of branchIds) {
    const unit = organisation.find((candidate) => candidate.id === branch) as { zh: string; en: string }
    const city = { zh: unit.zh.replace('分行', ''), en: unit.en.replace(' Branch', '') }
    let number = 0
    for (const [kind, counts] of Object.entries(perBranch) as [PartnerKind, Record<Population, number>][])
      for (const population of ['clean', 'rest', 'near'] as const)
        for (let i = 0; i < counts[population]; i++) {
          const id = `p-${branch}-${String(++number).padStart(3, '0')}`
          const r = randomAt(seed, 'partner', id)
          const own = habitsFor(r, population)
          const partner = { id, ...partnerName(r, kind, city), kind, branch, population, habits: own }
          all.push(partner)
          const place = `${branch}/${kind}/${population}`
          const copies = Array<Partner>(own.has('busyPartner') ? habits.busyPartner.factor : 1).fill(partner)
          places.set(place, [...(places.get(place) ?? []), ...copies])
        }
  }
  return {
    all,
    at: (branch, kind, population) => {
      const found = places.get(`${branch}/${kind}/${population}`)
      if (!found) throw new Error(`no ${kind} (${population}) at ${branch}`)
      return found
    },
  }
}

/** One partner for a business of that branch. */
export const partnerFor = (r: Random, partners: Partners, branch: string, kind: PartnerKind, population: Population) =>
  pick(r, partners.at(branch, kind, population))
