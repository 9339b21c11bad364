import { createHash } from 'node:crypto'
import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import { asc, desc, gt, sql } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { insertRecords } from '../postgres/record-set.ts'
import { type IssueState, issueActions } from '../postgres/schema.ts'
import type { AuditKind } from './kinds.ts'

/** An action to be put on record; `detail` must be JSON. */
export interface Action {
  at: Date
  /** Staff id, or `system`. */
  personId: string
  issueId: string | null
  kind: AuditKind
  fromState: IssueState | null
  toState: IssueState | null
  detail: Record<string, unknown>
}
/** As it stands in the chain, where a kind may be one of an earlier version. */
export type ChainedAction = Recorded & { seq: number; previous: string; hash: string }
type Recorded = Omit<Action, 'kind'> & { kind: string }

/** What stands before the first action. */
export const beginning = '0'.repeat(64)
/** One writer at a time in the whole database: the chain has one end. */
const chainLock = 7_204_412

/** SHA-256, hex, of the hash before, the position and every field of the action in canonical JSON. */
export const hashAction = (action: Recorded, seq: number, previous: string): string =>
  createHash('sha256')
    .update(
      canonicalJson([
        previous,
        seq,
        action.at.getTime(),
        action.personId,
        action.issueId,
        action.kind,
        action.fromState,
        action.toState,
        action.detail,
      ]),
    )
    .digest('hex')

/** Appends actions in order; call it in the transaction of what they record. */
export const appendActions = async (tx: Db, actions: readonly Action[]): Promise<ChainedAction[]> => {
  if (actions.length === 0) return []
  await tx.execute(sql`select pg_advisory_xact_lock(${chainLock})`)
  const chained = linkActions(await chainHead(tx), actions)
  await insertRecords(tx, issueActions, chained)
  return chained
}

/** The actions as they follow the end of a chain. Pure. */
export const linkActions = (end: { seq: number; hash: string }, actions: readonly Action[]): ChainedAction[] => {
  let { seq, hash } = end
  return actions.map((action) => {
    const previous = hash
    seq += 1
    hash = hashAction(action, seq, previous)
    return { ...action, seq, previous, hash }
  })
}

export const appendAction = async (tx: Db, action: Action): Promise<ChainedAction> =>
  (await appendActions(tx, [action]))[0]!

/** The end of the chain; seq 0 and {@link beginning} when it is empty. */
export const chainHead = async (db: Db): Promise<{ seq: number; hash: string }> => {
  const [row] = await db
    .select({ seq: issueActions.seq, hash: issueActions.hash })
    .from(issueActions)
    .orderBy(desc(issueActions.seq))
    .limit(1)
  return row ?? { seq: 0, hash: beginning }
}

/** The chain from its start, in pieces of bounded size. */
export async function* readChain(db: Db): AsyncGenerator<ChainedAction> {
  const piece = 5000
  for (let after = 0; ; ) {
    const rows = await db
      .select()
      .from(issueActions)
      .where(gt(issueActions.seq, after))
      .orderBy(asc(issueActions.seq))
      .limit(piece)
    yield* rows
    if (rows.length < piece) return
    after = rows.at(-1)!.seq
  }
}
