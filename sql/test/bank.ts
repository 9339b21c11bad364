import type { Scope } from '../access/scope.ts'
import { scopeOf } from '../access/scope.ts'
import type { IssueHit } from '../issues/hit.ts'
import { openPostgres, type Postgres } from '../postgres/connect.ts'
import { migratePostgres } from '../postgres/migrate.ts'
import { orgUnits, people, type Role } from '../postgres/schema.ts'
import { noPostgres, startPostgres } from './postgres-server.ts'

/** A small bank for tests: two branches, one person for every role and a second officer and lead. */
export const staff = {
  officer: ['S001', 'officer', 'hq'],
  officer2: ['S002', 'officer', 'hq'],
  branchOfficer: ['S003', 'officer', 'b01'],
  lead: ['S010', 'lead', 'hq'],
  lead2: ['S011', 'lead', 'hq'],
  manager: ['S020', 'manager', 'b01-s01'],
  manager2: ['S021', 'manager', 'b02'],
  executive: ['S030', 'executive', 'hq'],
  ruleOwner: ['S040', 'rule-owner', 'hq'],
  auditor: ['S050', 'auditor', 'hq'],
  admin: ['S060', 'admin', 'hq'],
} as const satisfies Record<string, readonly [string, Role, string]>
export type Staff = keyof typeof staff

export const scopeFor = (who: Staff): Scope => {
  const [id, role, orgunit] = staff[who]
  return scopeOf({ id, role, orgunit })
}

const units = [
  ['hq', null, 'head-office'],
  ['b01', 'hq', 'branch'],
  ['b01-s01', 'b01', 'sub-branch'],
  ['b01-s01-o1', 'b01-s01', 'outlet'],
  ['b02', 'hq', 'branch'],
  ['b02-s01', 'b02', 'sub-branch'],
] as const

export const fillBank = async (postgres: Postgres): Promise<void> => {
  await migratePostgres(postgres)
  await postgres.db
    .insert(orgUnits)
    .values(units.map(([id, parentId, kind]) => ({ id, parentId, kind, zh: id, en: id })))
  await postgres.db.insert(people).values(
    Object.values(staff).map(([id, role, orgunit]) => ({
      id,
      login: id.toLowerCase(),
      zh: id,
      en: id,
      role,
      orgunit,
    })),
  )
}

export const openBank = async (): Promise<Postgres> => {
  const postgres = await openPostgres({ memory: true })
  await fillBank(postgres)
  return postgres
}

/** The engines a test of Postgres runs on, each with its reason when it cannot. */
export const bankEngines: readonly { name: string; absent: string | null; open: () => Promise<Postgres> }[] = [
  { name: 'PGlite', absent: null, open: openBank },
  {
    name: 'Postgres 15',
    absent: noPostgres(),
    open: async () => {
      const server = await startPostgres()
      const postgres = await openPostgres({ url: server.url })
      await fillBank(postgres)
      return {
        ...postgres,
        close: async () => {
          await postgres.close()
          await server.stop()
        },
      }
    },
  },
]

let serial = 0
/** A hit that opens an issue in outlet b01-s01-o1, about an approver who is nobody of {@link staff}. */
export const hitFor = (differing: Partial<IssueHit> = {}): IssueHit => {
  serial += 1
  return {
    hitId: `h${serial}`,
    ruleId: 'issuance.approval-unread',
    ruleVersion: 1,
    key: `app-${serial}`,
    step: 'hit',
    subject: `app-${serial}`,
    at: '2026-03-02T02:00:00.000Z',
    triggerId: `core#e${serial}`,
    evidence: [`core#e${serial}`],
    severity: 'medium',
    amount: 5_000_000,
    values: { readSeconds: 3 },
    stage: 'issuance',
    ruleGroup: 'issuance',
    opens: 'issue',
    class: 'operational',
    orgunit: 'b01-s01-o1',
    product: 'card',
    channel: 'mobile',
    actor: 'A900',
    ruleSet: 'r1',
    titleZh: '审批未阅',
    titleEn: 'Approved unread',
    copies: [],
    ...differing,
  }
}
