import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { orgUnits, people, type Role, serviceTokens, tokenGrants } from '@mingjing/sql/postgres/schema.ts'
import { sha256 } from '../src/lib/server/auth/hash.ts'
import { hashPassword } from '../src/lib/server/auth/password.ts'

/** A bank just large enough for the journey of one issue: two branches and the people it passes through. */

export const password = 'correct horse battery staple'
/** What the core systems send events with. */
export const token = `e2e-${randomUUID()}`
/** Of a machine that may do whatever a machine may. */
export const tokenForAll = `e2e-${randomUUID()}`

const units = [
  ['hq', null, 'head-office', '总行', 'Head Office'],
  ['b01', 'hq', 'branch', '滨江分行', 'Riverside Branch'],
  ['b01-s01', 'b01', 'sub-branch', '滨江一支行', 'Riverside First'],
  ['b01-s01-o1', 'b01-s01', 'outlet', '滨江一网点', 'Riverside Outlet'],
  ['b02', 'hq', 'branch', '城北分行', 'Northgate Branch'],
] as const

const staff: [login: string, role: Role, orgunit: string][] = [
  ['officer', 'officer', 'hq'],
  ['officer-b02', 'officer', 'b02'],
  ['lead', 'lead', 'hq'],
  ['manager', 'manager', 'b01'],
  ['executive', 'executive', 'hq'],
  ['rules', 'rule-owner', 'hq'],
  ['auditor', 'auditor', 'hq'],
  ['admin', 'admin', 'hq'],
]

/** Who signs in for each role. */
export const logins: Record<Role, string> = {
  officer: 'officer',
  lead: 'lead',
  manager: 'manager',
  executive: 'executive',
  'rule-owner': 'rules',
  auditor: 'auditor',
  admin: 'admin',
}

/** Settles the bank in the data folder of a product that has not been started yet. */
export async function settle(dataFolder: string): Promise<void> {
  mkdirSync(dataFolder, { recursive: true })
  const postgres = await openPostgres({ path: `${dataFolder}/postgres` })
  try {
    await settleIn(postgres)
  } finally {
    await postgres.close()
  }
}

/** Settles the bank in an empty database. */
export async function settleIn(postgres: Postgres): Promise<void> {
  await migratePostgres(postgres)
  const passwordHash = await hashPassword(password)
  await postgres.db
    .insert(orgUnits)
    .values(units.map(([id, parentId, kind, zh, en]) => ({ id, parentId, kind, zh, en })))
  await postgres.db.insert(people).values(
    staff.map(([login, role, orgunit]) => {
      return { id: `p-${login}`, login, role, orgunit, zh: `${login} 甲`, en: login, passwordHash }
    }),
  )
  await postgres.db.insert(serviceTokens).values([
    { id: 'core', name: 'core systems', hash: sha256(token), grants: ['events:write'], orgunit: 'hq' },
    { id: 'all', name: 'for all', hash: sha256(tokenForAll), grants: [...tokenGrants], orgunit: 'hq' },
  ])
}

/** Sends events as a core system does. @throws when one of them is refused. */
export async function send(url: string, events: readonly object[]): Promise<void> {
  const answer = await fetch(`${url}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  })
  const said = (await answer.json()) as { accepted: number; rejected: unknown[] }
  if (said.accepted !== events.length) throw new Error(`${answer.status} ${JSON.stringify(said)}`)
}

/** An approval of 300,000 yuan by somebody who may decide 50,000: a critical issue at once. */
export const beyondAuthority = (subject: string, orgunit = 'b01-s01-o1') => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/e2e/approval',
  type: 'approval.decided',
  time: new Date().toISOString(),
  subject,
  orgunit,
  data: {
    actor: 'p-approver',
    decision: 'approved',
    mode: 'manual',
    amount: 30_000_000,
    authority: 5_000_000,
    product: 'car',
  },
})
