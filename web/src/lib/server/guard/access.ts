import type { Role, TokenGrant } from '@mingjing/sql/postgres/schema.ts'

/** Who may call a route: everyone, some roles with a session, or a machine whose token has the grant. */
export type Access = 'everyone' | { roles: readonly Role[] | 'all'; grant?: TokenGrant }

const all = { roles: 'all' } as const
const supervision: readonly Role[] = ['officer', 'lead', 'manager', 'executive', 'rule-owner', 'auditor']
const figures: readonly Role[] = ['officer', 'lead', 'manager', 'executive', 'auditor', 'rule-owner']
const engineRoom: readonly Role[] = ['lead', 'rule-owner', 'auditor', 'admin']

/**
 * Every route of the build and who may call it. A route that is not here is refused, and routes.test.ts fails for it.
 * What a person then sees of it (own subtree, class of issue) is decided in the data layer.
 */
export const access: Readonly<Record<string, Access>> = {
  '/': all,
  '/sign-in': 'everyone',
  '/sign-out': all,
  '/(desk)/issues': { roles: supervision },
  '/(desk)/issues/[id]': { roles: supervision },
  '/(desk)/timeliness': { roles: figures },
  '/(desk)/executive': { roles: figures },
  '/(desk)/operations': { roles: engineRoom },
  '/(desk)/rules': all,
  '/(desk)/rules/[id]': all,
  '/healthz': 'everyone',
  '/metrics': 'everyone',
  '/api/openapi.json': 'everyone',
  '/api/events': { roles: [], grant: 'events:write' },
  '/api/hits': { roles: supervision, grant: 'hits:read' },
  '/api/issues': { roles: supervision, grant: 'issues:read' },
  '/api/issues/[id]': { roles: supervision, grant: 'issues:read' },
  '/api/indicators': { roles: figures, grant: 'indicators:read' },
  '/api/indicators/[id]': { roles: figures, grant: 'indicators:read' },
  '/api/live': all,
}

export interface Caller {
  person: { role: Role } | null
  service: { grants: readonly TokenGrant[] } | null
}

export type Verdict = 'allowed' | 'unknown-caller' | 'forbidden' | 'no-such-route'

/** The one decision about a route. `routeId` is SvelteKit's, null when no route matched. */
export const verdict = (routeId: string | null, caller: Caller): Verdict => {
  if (routeId === null) return 'no-such-route'
  const rule = Object.hasOwn(access, routeId) ? access[routeId] : undefined
  if (rule === undefined) return 'forbidden'
  if (rule === 'everyone') return 'allowed'
  if (caller.service) return rule.grant && caller.service.grants.includes(rule.grant) ? 'allowed' : 'forbidden'
  if (!caller.person) return 'unknown-caller'
  return rule.roles === 'all' || rule.roles.includes(caller.person.role) ? 'allowed' : 'forbidden'
}

/** Whether a role's menu offers a page. */
export const offers = (routeId: string, role: Role): boolean =>
  verdict(routeId, { person: { role }, service: null }) === 'allowed'
