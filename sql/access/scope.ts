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
}

/** The scope of somebody signed in. */
export const scopeOf = (
  person: Pick<typeof people.$inferSelect, 'id' | 'role' | 'orgunit'> & Pick<Scope, 'standsInFor'>,
): Scope => ({
  personId: person.id,
  role: person.role,
  orgunit: person.orgunit,
  ...(person.standsInFor?.length ? { standsInFor: person.standsInFor } : {}),
})

export const standsInFor = (scope: Scope, personId: string): boolean => scope.standsInFor?.includes(personId) ?? false

/** Everybody the person counts as, themself first: the four eyes go by all of them. */
export const identities = (scope: Scope): readonly string[] => [scope.personId, ...(scope.standsInFor ?? [])]

/** Whether the person counts as one of these: the four eyes ask it. */
export const countsAmong = (scope: Scope, staff: readonly (string | null)[]): boolean =>
  identities(scope).some((id) => staff.includes(id))

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
