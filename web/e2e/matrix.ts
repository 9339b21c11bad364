import type { Role, TokenGrant } from '@mingjing/sql/postgres/schema.ts'

/**
 * Who may call what, written down a second time and by hand. The guard's own table says it by permissions; this one says
 * it by people, so that a slip in either shows. One letter a role, in the order of `columns`; `-` may not.
 */
export const columns: Record<string, Role> = {
  O: 'officer',
  L: 'lead',
  M: 'manager',
  E: 'executive',
  R: 'rule-owner',
  A: 'auditor',
  H: 'admin',
}
export const everyone = 'anonymous too'

export const matrix: Record<string, { methods: string; people: string; grants?: TokenGrant[]; leads?: true }> = {
  '/': { methods: 'PAGE', people: 'OLMERAH' },
  '/sign-in': { methods: 'PAGE ACTIONS', people: everyone },
  // They lead on, and without the bank's own sign-in back to ours.
  '/sign-in/sso': { methods: 'GET', people: everyone, leads: true },
  '/sign-in/sso/back': { methods: 'GET', people: everyone, leads: true },
  '/sign-out': { methods: 'POST', people: 'OLMERAH' },
  '/(desk)/issues/(queue)': { methods: 'PAGE', people: 'OLMERA-' },
  '/(desk)/issues/[id]': { methods: 'PAGE', people: 'OLMERA-' },
  '/issues/[id]/file': { methods: 'PAGE', people: 'OLMERA-' },
  '/(desk)/team': { methods: 'PAGE ACTIONS', people: '-LM---H' },
  // Who works where; accounts, asking and granting, `directory` and `proposeStaff` judge.
  '/(desk)/people': { methods: 'PAGE ACTIONS', people: '-L---AH' },
  '/(desk)/timeliness': { methods: 'PAGE ACTIONS', people: 'OLMERA-' },
  '/(desk)/approvers': { methods: 'PAGE', people: 'OLM--A-' },
  '/(desk)/approvers/[id]': { methods: 'PAGE', people: 'OLM--A-' },
  '/(desk)/executive': { methods: 'PAGE', people: 'OLMERA-' },
  '/(desk)/operations': { methods: 'PAGE', people: '-L--RAH' },
  '/(desk)/rules': { methods: 'PAGE', people: 'OLMERAH' },
  '/(desk)/rules/[id]': { methods: 'PAGE', people: 'OLMERAH' },
  '/(desk)/rules/register': { methods: 'PAGE', people: 'OLMERAH' },
  '/(desk)/changes': { methods: 'PAGE', people: '-L--RAH' },
  '/(desk)/exemptions': { methods: 'PAGE', people: 'OLMERA-' },
  '/(desk)/quality': { methods: 'PAGE', people: 'OL-E-A-' },
  '/(desk)/goals': { methods: 'PAGE', people: '-L--RAH' },
  '/(desk)/lists': { methods: 'PAGE', people: 'OLMERAH' },
  '/(desk)/inbox': { methods: 'PAGE', people: 'OLMERAH' },
  '/(desk)/inbox/settings': { methods: 'PAGE ACTIONS', people: 'OLMERAH' },
  '/(desk)/account': { methods: 'PAGE ACTIONS', people: 'OLMERAH' },
  '/(desk)/alerts': { methods: 'PAGE ACTIONS', people: 'OLMERA-' },
  '/(desk)/consents': { methods: 'PAGE', people: 'OLM--A-' },
  '/(desk)/audit': { methods: 'PAGE ACTIONS', people: '-----AH' },
  // Holds are for who leads and who audits, within their units; `visibleHolds` judges.
  '/(desk)/retention': { methods: 'PAGE', people: '-L---AH' },
  '/(desk)/marketing': { methods: 'PAGE', people: 'OLMERA-' },
  '/(desk)/post-loan': { methods: 'PAGE', people: 'OLMERA-' },
  '/healthz': { methods: 'GET', people: everyone },
  '/metrics': { methods: 'GET', people: everyone },
  '/api/openapi.json': { methods: 'GET', people: everyone },
  '/api/events': { methods: 'POST', people: '-------', grants: ['events:write'] },
  '/api/hits': { methods: 'GET', people: 'OLMERA-', grants: ['hits:read'] },
  '/api/issues': { methods: 'GET POST', people: 'OLMERA-', grants: ['issues:read'] },
  '/api/issues/[id]': { methods: 'GET POST', people: 'OLMERA-', grants: ['issues:read'] },
  '/api/indicators': { methods: 'GET', people: 'OLMERA-', grants: ['indicators:read'] },
  '/api/indicators/[id]': { methods: 'GET', people: 'OLMERA-', grants: ['indicators:read'] },
  '/api/query': { methods: 'GET', people: 'OLMERA-', grants: ['indicators:read'] },
  '/api/tasks': { methods: 'GET', people: 'OLMERA-', grants: ['tasks:read'] },
  '/api/dead-letters': { methods: 'GET', people: '-L--RAH', grants: ['dead-letters:handle'] },
  '/api/dead-letters/[id]': { methods: 'POST', people: '------H', grants: ['dead-letters:handle'] },
  '/api/reconcile': { methods: 'GET POST', people: '-L--RAH', grants: ['operations:read'] },
  '/api/rules/register': { methods: 'GET', people: 'OLMERAH' },
  '/api/changes': { methods: 'GET POST', people: '-L--RAH' },
  '/api/changes/[id]/decide': { methods: 'POST', people: '-L--R--' },
  '/api/changes/[id]/back-test': { methods: 'GET', people: '-L--RAH' },
  // Who may read issues; who asks and who decides, `propose` and `decide` judge.
  '/api/exemptions': { methods: 'GET POST', people: 'OLMERA-' },
  '/api/exemptions/[id]': { methods: 'POST', people: 'OLMERA-' },
  '/api/holds': { methods: 'POST', people: '-L-----' },
  '/api/holds/[id]': { methods: 'POST', people: '-L-----' },
  '/api/quality/[id]': { methods: 'POST', people: 'OL-----' },
  '/api/issues/[id]/reports': { methods: 'POST', people: 'OL-----' },
  // The file holds personal values in clear.
  '/api/issues/[id]/reports/[report]': { methods: 'GET POST', people: 'OL-----' },
  '/api/live': { methods: 'GET', people: 'OLMERAH' },
  '/api/issues/[id]/colleagues': { methods: 'GET', people: 'OLMERA-' },
  '/api/issues/[id]/presence': { methods: 'POST', people: 'OL-----' },
  '/api/issues/matching': { methods: 'GET', people: 'OL-----' },
  '/api/issues/next': { methods: 'POST', people: 'OL-----' },
  '/api/views': { methods: 'DELETE GET POST', people: 'OLMERA-' },
  '/api/notifications': { methods: 'GET', people: 'OLMERAH' },
  '/api/notifications/read': { methods: 'POST', people: 'OLMERAH' },
  '/api/labels': { methods: 'POST', people: '--M-R--' },
  '/api/sign-in/locks': { methods: 'GET POST', people: '------H' },
  '/api/people/[id]/sessions': { methods: 'DELETE', people: '------H' },
  '/api/people/[id]/second-factor': { methods: 'DELETE', people: '------H' },
  '/api/people/[id]/identity': { methods: 'DELETE', people: '------H' },
  '/api/issues/by-hand': { methods: 'POST', people: 'OL-----' },
  // Who may read an issue; adding is for those who work on it or answer for it, which `attach` judges.
  '/api/issues/[id]/attachments': { methods: 'POST', people: 'OLMERA-' },
  '/api/issues/[id]/attachments/[attachment]': { methods: 'GET', people: 'OLMERA-' },
  '/(desk)/branch': { methods: 'PAGE ACTIONS', people: 'OLMERA-' },
  '/(desk)/branch/wall': { methods: 'PAGE', people: 'OLMERA-' },
  '/api/branch/wall': { methods: 'GET', people: 'OLMERA-' },
  '/api/audit/heads/[id]': { methods: 'GET', people: '-----AH' },
  '/api/consents': { methods: 'GET', people: 'OLM--A-', grants: ['consents:read'] },
  '/api/consents/[id]/receipt': { methods: 'GET', people: 'OLM--A-', grants: ['consents:read'] },
  '/api/consents/head': { methods: 'GET', people: 'OLM--A-', grants: ['consents:read'] },
  '/receipts/verify': { methods: 'POST', people: everyone },
}

export const mayCall = (people: string, role: Role): boolean =>
  people === everyone || [...people].some((letter) => columns[letter] === role)
