import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dataFolderPath } from '../data-folder.ts'
import { loadKeys } from '../vault/keys.ts'
import type { ProvenHead } from './head.ts'
import { judgeReceipt, type ReceiptProblem } from './judge-receipt.ts'
import { readHead, readReceipt } from './read-receipt.ts'
import type { Receipt } from './receipt.ts'
import type { ConsentsVerdict } from './verify.ts'

const problems: Readonly<Record<ReceiptProblem, string>> = {
  malformed: 'it is no receipt of this form, or holds something beside what a receipt proves',
  'facts-changed': 'its facts are not those that were put on the chain: a value, a salt or a name was changed',
  'entry-changed': 'its entry was changed: position, place or digest are not those its hash was made of',
  'not-in-tree': 'its proof does not lead to its head: the entry is not on the chain at that position',
  'unsigned-head': 'its head was not signed by the key',
  'unsigned-given-head': 'the given head was not signed by the key',
  'no-consistency':
    'the given head is over another number of entries and lacks the proof that it goes on from the receipt’s: ask for one with GET /api/consents/head?from=N, N being head.seq of the receipt',
  'other-history': 'the given head is of another history: the chain was rewritten after the receipt or before it',
}

/**
 * `mingjing consent verify RECEIPT [--head FILE] [--key PEM]`: judges a receipt by itself, offline. The key is the bank's
 * public one; without it that of the installation on this machine. Exit status 1 when the receipt is refused.
 * @throws when a file cannot be read or there is no key to judge by
 */
export async function consentVerifyCommand(
  file: string,
  { head: headFile, key: keyFile }: { head?: string; key?: string },
): Promise<void> {
  const receipt = readReceipt(jsonOf(await readFile(file, 'utf8')))
  const key = await keyOf(keyFile)
  const head = headFile === undefined ? undefined : givenHead(await readFile(headFile, 'utf8'), headFile)
  const verdict = judgeReceipt(receipt, { key, ...(head ? { head } : {}) })
  console.error(`key ${fingerprint(key)}`)
  if (verdict.kind === 'refused') {
    console.error(`receipt refused: ${problems[verdict.problem]}`)
    process.exitCode = 1
  } else console.log(said(verdict.receipt))
}

const said = ({ entry, facts, head }: Receipt): string =>
  [
    `receipt genuine: entry ${entry.position} of ${head.seq}, head signed ${head.signedAt}`,
    ...facts.map((fact) => `  ${fact.name}: ${'value' in fact ? shown(fact.name, fact.value) : '(not disclosed)'}`),
  ].join('\n')

const shown = (name: string, value: unknown): string =>
  name === 'time' && typeof value === 'number' ? new Date(value).toISOString() : String(value)

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const givenHead = (text: string, file: string): ProvenHead => {
  const head = readHead(jsonOf(text))
  if (head === null) throw new Error(`${file} is no head of the chain of consents`)
  return head
}

/** A receipt brings a public key of its own; who trusted that would trust whoever wrote the receipt. */
const keyOf = async (file: string | undefined): Promise<KeyObject> => {
  if (file !== undefined) return createPublicKey(await readFile(file, 'utf8'))
  const folder = join(dataFolderPath(), 'keys')
  const isHere =
    process.env.MINGJING_SIGNING_KEY !== undefined ||
    (await access(join(folder, 'audit.key')).then(
      () => true,
      () => false,
    ))
  if (!isHere) throw new Error('no key to judge by: give the bank’s public key with --key')
  return createPublicKey((await loadKeys(folder)).signing)
}

const fingerprint = (key: KeyObject): string =>
  `SHA-256 ${createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')}`

/** What `mingjing audit verify` says of this chain. */
export const saidOfChain = (verdict: ConsentsVerdict): string => {
  if (verdict.kind === 'sound') return `consent chain sound: ${verdict.entries} entries, root ${verdict.root}`
  const words = {
    gap: 'an entry is missing',
    edited: 'an entry was changed',
    relinked: 'entries were put in another order or replaced',
    'wrong-node': 'a node of its tree was changed',
    'cut-off': 'the end of the chain was cut off',
    rewritten: 'the chain was rewritten: it no longer leads to the signed head',
    'unsigned-head': 'the given head was not signed by this installation',
  }
  return `consent chain broken at entry ${verdict.position}: ${words[verdict.problem]}`
}
