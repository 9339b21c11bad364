import { randomBytes } from 'node:crypto'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { orgUnits, people, type Role } from '@mingjing/sql/postgres/schema.ts'
import { organisation } from '../bank/organisation.ts'

interface Persona {
  login: string
  role: Role
  zh: string
  en: string
  orgunit: string
}

/** One button each on the sign-in page, in this order. A second officer, deputy and administrator make four eyes possible. */
const personas: readonly Persona[] = [
  { login: 'officer', role: 'officer', zh: '陈思远', en: 'Chen Siyuan', orgunit: 'hq' },
  { login: 'lead', role: 'lead', zh: '林若谷', en: 'Lin Ruogu', orgunit: 'hq' },
  { login: 'manager', role: 'manager', zh: '周明澈', en: 'Zhou Mingche', orgunit: 'b01' },
  { login: 'executive', role: 'executive', zh: '沈知行', en: 'Shen Zhixing', orgunit: 'hq' },
  { login: 'rules', role: 'rule-owner', zh: '顾清规', en: 'Gu Qinggui', orgunit: 'hq' },
  { login: 'auditor', role: 'auditor', zh: '郑守一', en: 'Zheng Shouyi', orgunit: 'hq' },
  { login: 'admin', role: 'admin', zh: '何安澜', en: 'He Anlan', orgunit: 'hq' },
]

const colleagues: readonly Persona[] = [
  { login: 'officer2', role: 'officer', zh: '许见微', en: 'Xu Jianwei', orgunit: 'hq' },
  { login: 'lead2', role: 'lead', zh: '宋景行', en: 'Song Jingxing', orgunit: 'hq' },
  { login: 'admin2', role: 'admin', zh: '魏知衡', en: 'Wei Zhiheng', orgunit: 'hq' },
]

export interface Account {
  readonly login: string
  readonly password: string
  readonly role: Role
  readonly orgunit: string
}

/**
 * The organisation, the personas, three colleagues, and a responsible person for every other branch, who answers its
 * rectification orders. Returns the accounts that have a password; the passwords are new with every call and
 * kept nowhere in clear.
 */
export async function settlePeople(db: Db, hashPassword: (password: string) => Promise<string>): Promise<Account[]> {
  await db
    .insert(orgUnits)
    .values(organisation.map(({ id, parent, level, zh, en }) => ({ id, parentId: parent, kind: level, zh, en })))
    .onConflictDoNothing()

  const accounts: Account[] = []
  for (const [index, { login, role, zh, en, orgunit }] of [...personas, ...colleagues].entries()) {
    const password = randomBytes(9).toString('base64url')
    await db
      .insert(people)
      .values({
        id: `p-${login}`,
        login,
        role,
        zh,
        en,
        orgunit,
        passwordHash: await hashPassword(password),
        persona: index < personas.length ? index : null,
      })
      .onConflictDoNothing()
    accounts.push({ login, password, role, orgunit })
  }

  const led = new Set(personas.filter(({ role }) => role === 'manager').map(({ orgunit }) => orgunit))
  const unled = organisation.filter(({ id, level }) => level === 'branch' && !led.has(id))
  await db
    .insert(people)
    .values(
      unled.map(({ id, zh, en }) => ({
        id: `p-${id}`,
        login: `manager-${id}`,
        role: 'manager' as const,
        zh: `${zh}负责人`,
        en: `Head of ${en}`,
        orgunit: id,
      })),
    )
    .onConflictDoNothing()
  return accounts
}
