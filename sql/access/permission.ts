import type { Role } from '../postgres/schema.ts'

/** What can be allowed. Pages, endpoints and actions ask for one of these, never for a role. */
export const permissions = [
  'issues:read',
  /** Take, confirm, dismiss, order, verify, send back, snooze, escalate. */
  'issues:work',
  /** Assign to others, close, reopen. */
  'issues:lead',
  /** Answer a rectification order. */
  'issues:answer',
  'indicators:read',
  'events:read',
  'rules:read',
  /** Propose changes of parameters and lists. */
  'rules:write',
  /** Approve or reject what another proposed. */
  'rules:publish',
  'changes:read',
  /** Ask that a rule opens no issue for a time. */
  'exemptions:propose',
  /** Approve, refuse or end what another asked for. */
  'exemptions:decide',
  /** See the page of the quality control. */
  'quality:page',
  /** See how far two officers who judge the same agree. */
  'quality:read',
  'operations:read',
  'dead-letters:handle',
  'personal:reveal',
  /** Who works where, in which role, and who is away. */
  'people:read',
  'people:write',
  'goals:write',
  'audit:read',
  /** Take customers' outcomes out of the product, as labels for a model. */
  'labels:export',
  /** How each approver decides, against their peers. */
  'approvers:read',
  /** How the work on issues is spread over the people of one's units. */
  'team:read',
  /** Put on record what a unit does to move an indicator of its cockpit. */
  'measures:record',
  /** Consents of customers, their uses and withdrawals, with receipts of them. */
  'consents:read',
  /** How long records are kept, and what was deleted. */
  'retention:read',
  /** Holds that keep records from being deleted. */
  'holds:read',
  'holds:place',
] as const
export type Permission = (typeof permissions)[number]

/** A service account's role: what its token grants and nothing more. */
export type ActingRole = Role | 'service'

const reading: Permission[] = ['issues:read', 'indicators:read', 'events:read', 'rules:read']

/** Who may do what. Which units it holds for is {@link ./scope.ts}'s to say. */
export const granted: Readonly<Record<ActingRole, ReadonlySet<Permission>>> = {
  officer: new Set<Permission>([
    ...reading,
    'issues:work',
    'exemptions:propose',
    'quality:page',
    'personal:reveal',
    'approvers:read',
    'consents:read',
  ]),
  lead: new Set<Permission>([
    ...reading,
    'issues:work',
    'issues:lead',
    'rules:publish',
    'changes:read',
    'exemptions:propose',
    'exemptions:decide',
    'quality:page',
    'quality:read',
    'personal:reveal',
    'operations:read',
    'measures:record',
    'team:read',
    'people:read',
    'approvers:read',
    'consents:read',
    'retention:read',
    'holds:read',
    'holds:place',
  ]),
  manager: new Set<Permission>([
    ...reading,
    'team:read',
    'approvers:read',
    'issues:answer',
    'exemptions:propose',
    'labels:export',
    'measures:record',
    'consents:read',
  ]),
  executive: new Set<Permission>([...reading, 'quality:page', 'quality:read']),
  'rule-owner': new Set<Permission>([
    ...reading,
    'rules:write',
    'rules:publish',
    'goals:write',
    'changes:read',
    'exemptions:propose',
    'operations:read',
    'labels:export',
  ]),
  auditor: new Set<Permission>([
    ...reading,
    'approvers:read',
    'quality:page',
    'quality:read',
    'changes:read',
    'operations:read',
    'audit:read',
    'people:read',
    'consents:read',
    'retention:read',
    'holds:read',
  ]),
  // An administrator keeps the house and does not read the files in it.
  admin: new Set<Permission>([
    'people:read',
    'people:write',
    'team:read',
    'audit:read',
    'goals:write',
    'operations:read',
    'dead-letters:handle',
    'rules:read',
    'changes:read',
    'retention:read',
  ]),
  service: new Set<Permission>(['issues:read', 'indicators:read', 'events:read']),
}
