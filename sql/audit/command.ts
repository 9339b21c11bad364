import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { saidOfChain } from '../consents/command.ts'
import { dataFolderPath } from '../data-folder.ts'
import { openPostgres } from '../postgres/connect.ts'
import { migratePostgres } from '../postgres/migrate.ts'
import { loadKeys } from '../vault/keys.ts'
import { checkAudit } from './check.ts'
import type { SignedHead } from './head.ts'
import type { AuditVerdict } from './verify.ts'

/**
 * `mingjing audit verify [--head FILE]`: walks the chain, puts the verdict on record and prints it, then the signed head
 * to be kept elsewhere. Walks the chain of consents too; FILE may be a head of either. Exit status 1 when one is broken.
 */
export async function auditVerifyCommand({ head: file }: { head?: string }): Promise<void> {
  const folder = dataFolderPath()
  const keys = await loadKeys(join(folder, 'keys'))
  const url = process.env.DATABASE_URL
  const postgres = await openPostgres(url ? { url } : { path: join(folder, 'postgres') })
  try {
    await migratePostgres(postgres)
    const given = file === undefined ? undefined : readHead(await readFile(file, 'utf8'), file)
    const check = { personId: 'system', head: given, now: new Date() }
    const { verdict, head, consents } = await checkAudit(postgres.db, keys, check)
    console.error(said(verdict))
    if (consents !== null) console.error(saidOfChain(consents))
    if (head === null || consents?.kind === 'broken') process.exitCode = 1
    if (head === null) return
    console.log(JSON.stringify(head))
  } finally {
    await postgres.close()
  }
}

const said = (verdict: AuditVerdict): string => {
  if (verdict.kind === 'sound') return `audit chain sound: ${verdict.actions} actions, head ${verdict.head}`
  const problems = {
    gap: 'an action is missing',
    edited: 'an action was changed',
    relinked: 'actions were put in another order or replaced',
    'cut-off': 'the end of the chain was cut off',
    rewritten: 'the chain was rewritten: it no longer leads to the exported head',
    'unsigned-head': 'the given head was not signed by this installation',
  }
  return `audit chain broken at action ${verdict.seq}: ${problems[verdict.problem]}`
}

const readHead = (text: string, file: string): SignedHead => {
  const head = JSON.parse(text) as Partial<SignedHead>
  if (typeof head.seq !== 'number' || typeof head.hash !== 'string' || typeof head.signature !== 'string')
    throw new Error(`${file} is no exported head`)
  return head as SignedHead
}
