import type { Db } from '../postgres/connect.ts'
import type { Keys } from '../vault/keys.ts'
import { beginning, type ChainedAction, hashAction, readChain } from './chain.ts'
import { headIsSigned, type SignedHead } from './head.ts'

export type AuditVerdict =
  | { kind: 'sound'; actions: number; head: string }
  | { kind: 'broken'; seq: number; problem: 'gap' | 'edited' | 'relinked' | 'cut-off' | 'rewritten' | 'unsigned-head' }

/** A head exported earlier, with the keys of the installation that has to have signed it. */
export interface Exported {
  readonly head: SignedHead
  readonly keys: Keys
}

/**
 * Walks actions from the first on. With a head exported earlier it also proves that they still lead to it: a tail cut off
 * or a history rewritten from the start cannot be seen from inside. Pure but for reading.
 */
export const walkActions = async (
  actions: Iterable<ChainedAction> | AsyncIterable<ChainedAction>,
  exported?: Exported,
): Promise<AuditVerdict> => {
  if (exported !== undefined && (exported.head.chain !== undefined || !headIsSigned(exported.head, exported.keys))) {
    return { kind: 'broken', seq: exported.head.seq, problem: 'unsigned-head' }
  }
  let seq = 0
  let hash = beginning
  for await (const action of actions) {
    if (action.seq !== seq + 1) return { kind: 'broken', seq: seq + 1, problem: 'gap' }
    if (action.previous !== hash) return { kind: 'broken', seq: action.seq, problem: 'relinked' }
    if (hashAction(action, action.seq, hash) !== action.hash) {
      return { kind: 'broken', seq: action.seq, problem: 'edited' }
    }
    seq = action.seq
    hash = action.hash
    if (seq === exported?.head.seq && hash !== exported.head.hash) return { kind: 'broken', seq, problem: 'rewritten' }
  }
  if (exported !== undefined && seq < exported.head.seq) return { kind: 'broken', seq: seq + 1, problem: 'cut-off' }
  return { kind: 'sound', actions: seq, head: hash }
}

/** Walks the whole chain as it is stored. */
export const auditVerify = (db: Db, exported?: Exported): Promise<AuditVerdict> => walkActions(readChain(db), exported)
