import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import type { people } from '../postgres/schema.ts'
import { type ActingRole, granted, type Permission } from './permission.ts'

/** In whose name a query or an action runs. Every query function takes one; the predicates are in ./predicates.ts. */
export interface Scope {
  /** Staff id, or `service:<token id>`. */
  readonly personId: string
  readonly role: ActingRole
  /** Sees this unit and everything below it. */
  readonly orgunit: string
  /** What a token grants beyond what every service may. */
  readonly grants?: readonly string[]
  /** Whom the person stands in for at this moment, by staff id: they count as each of them, and as themself. */
  readonly standsInFor?: readonly string[]
  /** Who stands in for the person at this moment: both count for the four eyes, and the person does not act for them. */
  readonly delegates?: readonly string[]
  /** With whom it was so, either way round, up to this moment. */
  readonly pairings?: readonly Pairing[]
}

/** While one stood in for the other: from the first moment to before the last. */
export interface Pairing {
  readonly with: string
  readonly from: Date
  readonly until: Date
}

/** What a scope carries of standing in. */
export type Standing = Pick<Scope, 'standsInFor' | 'delegates' | 'pairings'>

/** The scope of somebody signed in. */
export const scopeOf = (person: Pick<typeof people.$inferSelect, 'id' | 'role' | 'orgunit'> & Standing): Scope => ({
  personId: person.id,
  role: person.role,
  orgunit: person.orgunit,
  ...(person.standsInFor?.length ? { standsInFor: person.standsInFor } : {}),
  ...(person.delegates?.length ? { delegates: person.delegates } : {}),
  ...(person.pairings?.length ? { pairings: person.pairings } : {}),
})

export const standsInFor = (scope: Scope, personId: string): boolean => scope.standsInFor?.includes(personId) ?? false

/** Everybody in whose name the person may act, themself first. */
export const identities = (scope: Scope): readonly string[] => [scope.personId, ...(scope.standsInFor ?? [])]

/** Whose acts the four eyes take for the person's own. */
type Eyes = Standing & Pick<Scope, 'personId'>

/** Everybody the person counts as at this moment, themself first: the four eyes go by all of them. */
export const countedAs = (scope: Eyes): readonly string[] => [
  scope.personId,
  ...(scope.standsInFor ?? []),
  ...(scope.delegates ?? []),
]

/**
 * Whether the person counts as one of these: the four eyes ask it. Of what they did between two moments, also when one
 * stood in for the other then: who comes back does not decide on what was done in their name, nor the delegate on what
 * the absent one did meanwhile.
 */
export const countsAmong = (
  scope: Eyes,
  staff: readonly (string | null)[],
  from: Date | null = null,
  until = from,
): boolean =>
  countedAs(scope).some((id) => staff.includes(id)) ||
  (scope.pairings ?? []).some(
    (each) => staff.includes(each.with) && from !== null && until !== null && each.from <= until && from < each.until,
  )

/** Why the person is not the other pair of eyes on what somebody did at a moment, or null. */
export const sameEyes = (scope: Eyes, by: string, at: Date, until = at): 'own' | 'standing-in' | null => {
  if (by === scope.personId) return 'own'
  return countsAmong(scope, [by], at, until) ? 'standing-in' : null
}

/** The scope of a bearer token. */
export const serviceScope = (token: { id: string; orgunit: string; grants: readonly string[] }): Scope => ({
  personId: `service:${token.id}`,
  role: 'service',
  orgunit: token.orgunit,
  grants: token.grants,
})

/** The installation itself, for health figures and jobs: sees the whole bank and may only read. */
export const systemScope: Scope = { personId: 'system', role: 'service', orgunit: headOffice }

export const may = (scope: Scope, permission: Permission): boolean =>
  granted[scope.role].has(permission) || (scope.grants?.includes(permission) ?? false)

/** Whether the person works at the head office. */
export const atHeadOffice = (scope: Scope): boolean => scope.orgunit === headOffice
