import type { Db } from '../postgres/connect.ts'
import type { Keys } from '../vault/keys.ts'
import { beginning, hashAction, readChain } from './chain.ts'
import { headIsSigned, type SignedHead } from './head.ts'

export type AuditVerdict =
  | { kind: 'sound'; actions: number; head: string }
  | { kind: 'broken'; seq: number; problem: 'gap' | 'edited' | 'relinked' | 'cut-off' | 'rewritten' | 'unsigned-head' }

/**
 * Walks the whole chain. With a head exported earlier it also proves that the chain still leads to it: a tail cut off
 * or a history rewritten from the start cannot be seen from inside.
 */
export const auditVerify = async (db: Db, exported?: { head: SignedHead; keys: Keys }): Promise<AuditVerdict> => {
  if (exported !== undefined && (exported.head.chain !== undefined || !headIsSigned(exported.head, exported.keys))) {
    return { kind: 'broken', seq: exported.head.seq, problem: 'unsigned-head' }
  }
  let seq = 0
  let hash = beginning
  for await (const action of readChain(db)) {
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
