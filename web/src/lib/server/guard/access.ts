import { granted, type Permission } from '@mingjing/sql/access/permission.ts'
import type { Role, TokenGrant } from '@mingjing/sql/postgres/schema.ts'

/** Who may call a route: everyone, everyone signed in, people with a permission, machines whose token has the grant. */
export type Access = 'everyone' | 'signed-in' | { needs?: Permission; grant?: TokenGrant }

/**
 * Every route of the build and who may call it. A route that is not here is refused, and access.test.ts fails for it.
 * What a person then sees of it (own subtree, class of issue) is decided in the data layer.
 */
export const access: Readonly<Record<string, Access>> = {
  '/': 'signed-in',
  '/sign-in': 'everyone',
  '/sign-in/sso': 'everyone',
  '/sign-in/sso/back': 'everyone',
  '/sign-out': 'signed-in',
  '/(desk)/issues/(queue)': { needs: 'issues:read' },
  '/(desk)/issues/[id]': { needs: 'issues:read' },
  '/issues/[id]/file': { needs: 'issues:read' },
  '/(desk)/team': { needs: 'team:read' },
  '/(desk)/people': { needs: 'people:read' },
  '/(desk)/timeliness': { needs: 'indicators:read' },
  '/(desk)/approvers': { needs: 'approvers:read' },
  '/(desk)/approvers/[id]': { needs: 'approvers:read' },
  '/(desk)/executive': { needs: 'indicators:read' },
  '/(desk)/operations': { needs: 'operations:read' },
  '/(desk)/rules': { needs: 'rules:read' },
  '/(desk)/rules/[id]': { needs: 'rules:read' },
  '/(desk)/rules/register': { needs: 'rules:read' },
  '/(desk)/changes': { needs: 'changes:read' },
  '/(desk)/exemptions': { needs: 'issues:read' },
  '/(desk)/quality': { needs: 'quality:page' },
  '/(desk)/goals': { needs: 'changes:read' },
  '/(desk)/lists': { needs: 'rules:read' },
  '/(desk)/inbox': 'signed-in',
  '/(desk)/inbox/settings': 'signed-in',
  '/(desk)/account': 'signed-in',
  '/(desk)/alerts': { needs: 'indicators:read' },
  '/(desk)/consents': { needs: 'consents:read' },
  '/(desk)/audit': { needs: 'audit:read' },
  '/(desk)/retention': { needs: 'retention:read' },
  '/(desk)/marketing': { needs: 'indicators:read' },
  '/(desk)/post-loan': { needs: 'indicators:read' },
  '/(desk)/branch': { needs: 'indicators:read' },
  '/(desk)/branch/wall': { needs: 'indicators:read' },
  '/healthz': 'everyone',
  '/metrics': 'everyone',
  '/api/openapi.json': 'everyone',
  '/api/events': { grant: 'events:write' },
  '/api/hits': { needs: 'events:read', grant: 'hits:read' },
  '/api/issues': { needs: 'issues:read', grant: 'issues:read' },
  '/api/issues/[id]': { needs: 'issues:read', grant: 'issues:read' },
  '/api/indicators': { needs: 'indicators:read', grant: 'indicators:read' },
  '/api/indicators/[id]': { needs: 'indicators:read', grant: 'indicators:read' },
  '/api/query': { needs: 'indicators:read', grant: 'indicators:read' },
  '/api/tasks': { needs: 'indicators:read', grant: 'tasks:read' },
  '/api/dead-letters': { needs: 'operations:read', grant: 'dead-letters:handle' },
  '/api/dead-letters/[id]': { needs: 'dead-letters:handle', grant: 'dead-letters:handle' },
  '/api/reconcile': { needs: 'operations:read', grant: 'operations:read' },
  '/api/rules/register': { needs: 'rules:read' },
  '/api/changes': { needs: 'changes:read' },
  '/api/changes/[id]/decide': { needs: 'rules:publish' },
  '/api/changes/[id]/back-test': { needs: 'changes:read' },
  '/api/exemptions': { needs: 'issues:read' },
  '/api/exemptions/[id]': { needs: 'issues:read' },
  '/api/holds': { needs: 'holds:place' },
  '/api/holds/[id]': { needs: 'holds:place' },
  '/api/quality/[id]': { needs: 'issues:work' },
  '/api/issues/[id]/reports': { needs: 'issues:work' },
  '/api/issues/[id]/reports/[report]': { needs: 'personal:reveal' },
  '/api/live': 'signed-in',
  '/api/issues/[id]/colleagues': { needs: 'issues:read' },
  '/api/issues/[id]/presence': { needs: 'issues:work' },
  '/api/issues/matching': { needs: 'issues:work' },
  '/api/issues/next': { needs: 'issues:work' },
  '/api/views': { needs: 'issues:read' },
  '/api/notifications': 'signed-in',
  '/api/notifications/read': 'signed-in',
  '/api/labels': { needs: 'labels:export' },
  '/api/sign-in/locks': { needs: 'people:write' },
  '/api/people/[id]/sessions': { needs: 'people:write' },
  '/api/people/[id]/second-factor': { needs: 'people:write' },
  '/api/people/[id]/identity': { needs: 'people:write' },
  '/api/issues/by-hand': { needs: 'issues:work' },
  '/api/issues/[id]/attachments': { needs: 'issues:read' },
  '/api/issues/[id]/attachments/[attachment]': { needs: 'issues:read' },
  '/api/branch/wall': { needs: 'indicators:read' },
  '/api/audit/heads/[id]': { needs: 'audit:read' },
  '/api/consents': { needs: 'consents:read', grant: 'consents:read' },
  '/api/consents/[id]/receipt': { needs: 'consents:read', grant: 'consents:read' },
  '/api/consents/head': { needs: 'consents:read', grant: 'consents:read' },
  '/receipts/verify': 'everyone',
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
  if (!caller.service && !caller.person) return 'unknown-caller'
  if (rule === 'signed-in') return caller.person ? 'allowed' : 'forbidden'
  if (caller.service) return rule.grant && caller.service.grants.includes(rule.grant) ? 'allowed' : 'forbidden'
  return rule.needs && granted[caller.person!.role].has(rule.needs) ? 'allowed' : 'forbidden'
}

/** Routes open to somebody who must choose a password or set up a second factor before anything else. */
export const openBeforeEnrolment = (routeId: string | null): boolean =>
  routeId === '/(desk)/account' || routeId === '/sign-out' || (routeId !== null && access[routeId] === 'everyone')

/** Whether a role's menu offers a page. */
export const offers = (routeId: string, role: Role): boolean =>
  verdict(routeId, { person: { role }, service: null }) === 'allowed'
