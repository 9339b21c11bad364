import { type Habit, habits } from './habits.ts'
import { chineseName } from './names.ts'
import { branchIds, branchOf, outletIds } from './organisation.ts'
import { pick, type Random, randomAt, unit } from './random.ts'

/**
 * `clean`: certified, no rule may hit; `rest`: ordinary, with habits; `near`: kept for the near misses, so that nothing
 * else they do tips them over.
 */
export type Population = 'clean' | 'rest' | 'near'

export type Role = 'manager' | 'investigator' | 'reviewer' | 'approver' | 'disburser' | 'teller' | 'agent'

export interface Person {
  id: string
  name: string
  role: Role
  /** Managers and tellers sit at an outlet, agents at head office, all others at a branch. */
  orgunit: string
  population: Population
  habits: ReadonlySet<Habit>
  /** Highest amount the person may decide, fen; approvers only. */
  authority: number | null
}

const habitsOf: Record<Role, readonly Habit[]> = {
  manager: ['forgetfulWitness'],
  investigator: ['shortVisit', 'unreachedPass', 'slow'],
  reviewer: ['slow'],
  approver: ['fastReader', 'skimmer', 'nightWorker', 'batchSigner', 'silentOverride', 'slow'],
  disburser: [],
  teller: ['forgetfulWitness'],
  agent: ['oddHoursCaller', 'insistentCaller', 'familyCaller', 'sharpTongue'],
}

/** People per branch and population; approvers' authorities follow in turn, the last one may decide everything. */
const perBranch: Record<Exclude<Role, 'manager' | 'teller' | 'agent'>, Record<Population, number>> = {
  investigator: { clean: 3, rest: 5, near: 1 },
  reviewer: { clean: 3, rest: 4, near: 2 },
  approver: { clean: 4, rest: 6, near: 2 },
  disburser: { clean: 1, rest: 2, near: 1 },
}
const agents: Record<Population, number> = { clean: 20, rest: 30, near: 4 }
const yuan = 100
const authorities = [500_000 * yuan, 1_000_000 * yuan, 5_000_000 * yuan]

export interface Staff {
  people: readonly Person[]
  /** Those of that role and population at the outlet, its branch, or head office, wherever the role sits. Never empty. */
  at(orgunit: string, role: Role, population: Population): readonly Person[]
}

/**
 * Habits of the `count`-th ordinary person of a role. Spread evenly from an offset drawn per habit, so that every bank
 * has people with every habit and just as many as its share says.
 */
const habitsFor = (seed: number, role: Role, count: number): ReadonlySet<Habit> =>
  new Set(
    habitsOf[role].filter((habit) => {
      const { share } = habits[habit] as { share: number }
      return (unit(randomAt(seed, 'habit', role, habit)) + count * share) % 1 < share
    }),
  )

const nobody: ReadonlySet<Habit> = new Set()

const placeOf = (orgunit: string, role: Role): string =>
  role === 'agent' ? 'hq' : role === 'manager' || role === 'teller' ? orgunit : branchOf(orgunit)

/** Everybody who works at the bank under that seed. Ids number the people of a branch: `e-b03-0012`. */
export const staffOf = (seed: number): Staff => {
  const people: Person[] = []
  const places = new Map<string, Person[]>()
  const numbers = new Map<string, number>()
  const ordinary = new Map<Role, number>()

  const hire = (orgunit: string, role: Role, population: Population, rank: number) => {
    const home = orgunit === 'hq' ? 'hq' : branchOf(orgunit)
    const number = (numbers.get(home) ?? 0) + 1
    numbers.set(home, number)
    const id = `e-${home}-${String(number).padStart(4, '0')}`
    const r = randomAt(seed, 'staff', id)
    const authority = role === 'approver' ? (authorities[rank % authorities.length] as number) : null
    const count = ordinary.get(role) ?? 0
    if (population === 'rest') ordinary.set(role, count + 1)
    const own = population === 'rest' ? habitsFor(seed, role, count) : nobody
    const person = { id, name: chineseName(r), role, orgunit, population, habits: own, authority }
    people.push(person)
    const place = `${orgunit}/${role}/${population}`
    const there = places.get(place)
    if (there) there.push(person)
    else places.set(place, [person])
  }

  for (const branch of branchIds)
    for (const [role, counts] of Object.entries(perBranch) as [Role, Record<Population, number>][])
      for (const population of ['clean', 'rest', 'near'] as const)
        for (let rank = 0; rank < counts[population]; rank++)
          hire(branch, role, population, population === 'near' ? authorities.length - 1 : rank)
  for (const outlet of outletIds)
    for (const role of ['manager', 'teller'] as const)
      for (const population of ['clean', 'rest', 'near'] as const) hire(outlet, role, population, 0)
  for (const population of ['clean', 'rest', 'near'] as const)
    for (let rank = 0; rank < agents[population]; rank++) hire('hq', 'agent', population, rank)

  return {
    people,
    at: (orgunit, role, population) => {
      const found = places.get(`${placeOf(orgunit, role)}/${role}/${population}`)
      if (!found) throw new Error(`no ${role} (${population}) for ${orgunit}`)
      return found
    },
  }
}

/** One approver whose authority covers the amount; the most senior one when none does. */
export const approverFor = (r: Random, approvers: readonly Person[], amount: number): Person => {
  const able = approvers.filter((person) => (person.authority ?? 0) >= amount)
  return pick(r, able.length > 0 ? able : approvers)
}
