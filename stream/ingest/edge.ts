import { type DeadLetter, type Decoded, decodeEvent, decodeLine } from '@mingjing/rules/events/decode.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { type KeyedHash, tokenise } from '@mingjing/rules/events/tokenise.ts'
import { notify } from '@mingjing/sql/live/notices.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { deadLetters } from '@mingjing/sql/postgres/schema.ts'
import type { Ingested } from '@mingjing/sql/runtime.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { keyedHash, seal } from '@mingjing/sql/vault/seal.ts'
import { type PersonalValue, storePersonal } from '@mingjing/sql/vault/vault.ts'
import { mask, textId } from '../decode/dead-letter.ts'

/** Values known to be in the vault already; the same customers come again and again. */
const rememberedValues = 200_000

export interface Edge {
  readonly db: Db
  readonly keys: Keys
  readonly topic: string
  /** Makes the events durable, in order. */
  readonly append: (events: readonly Event[]) => Promise<unknown>
  readonly clock?: () => number
}

/** Events as they come: JSON texts, or values parsed already. */
export type Ingest = (lines: readonly (string | object)[], how?: { trusted?: boolean }) => Promise<Ingested>

/**
 * The way in. Events are validated, their personal values go to the vault and tokens take their place, then they are
 * appended; the answer comes when all that is durable. What is refused is kept as a dead letter and named in the answer
 * by its index. A `trusted` sender is our own: an event of it that is refused is a defect.
 * @throws when a trusted event is refused, or a store or the log cannot take the events: then none is acknowledged.
 */
export const openEdge = ({ db, keys, topic, append, clock = Date.now }: Edge): Ingest => {
  const makeHash = keyedHash(keys)
  /** Hashes by field and value, and those among them that the vault holds. */
  const hashes = new Map<string, string>()
  const vaulted = new Set<string>()
  const name = (field: string, value: string) => `${field}\u0000${value}`

  const hash: KeyedHash = (field, value) => {
    const known = hashes.get(name(field, value))
    if (known !== undefined) return known
    const made = makeHash(field, value)
    hashes.set(name(field, value), made)
    return made
  }

  const vault = async (personal: readonly PersonalValue[]) => {
    const fresh = personal.filter(({ field, value }) => !vaulted.has(name(field, value)))
    if (fresh.length > 0) await storePersonal(db, keys, fresh)
    for (const { field, value } of fresh) vaulted.add(name(field, value))
    if (hashes.size <= rememberedValues) return
    hashes.clear()
    vaulted.clear()
  }

  const bury = async (refused: readonly { index: number; text: string; why: DeadLetter }[]) => {
    const rows = refused.map(({ index, text, why }) => {
      const id = textId(text)
      return {
        id,
        topic,
        partition: 0,
        offset: -1,
        line: index + 1,
        code: why.code,
        field: why.field,
        reason: why.reason,
        sealed: seal(keys, text, id),
        masked: mask(text),
        seenAt: new Date(clock()),
      }
    })
    for (let from = 0; from < rows.length; from += 2_000) {
      await db
        .insert(deadLetters)
        .values(rows.slice(from, from + 2_000))
        .onConflictDoNothing()
    }
    await notify(db, { kind: 'dead-letters', added: rows.length })
  }

  return async (lines, { trusted = false } = {}) => {
    const events: Event[] = []
    const personal: PersonalValue[] = []
    const refused: { index: number; text: string; why: DeadLetter }[] = []
    for (const [index, line] of lines.entries()) {
      const decoded: Decoded = typeof line === 'string' ? decodeLine(line) : decodeEvent(line)
      if (decoded.kind === 'deadLetter') {
        if (trusted) throw new Error(`event ${index + 1} is invalid: ${decoded.field}: ${decoded.reason}`)
        refused.push({ index, text: typeof line === 'string' ? line : JSON.stringify(line), why: decoded })
        continue
      }
      for (const value of decoded.personal) personal.push(value)
      events.push(decoded.personal.length > 0 ? tokenise(decoded.event, hash) : decoded.event)
    }
    await vault(personal)
    if (refused.length > 0) await bury(refused)
    await append(events)
    return {
      accepted: events.length,
      rejected: refused.map(({ index, why }) => ({
        index,
        error: why.field === '' ? why.reason : `${why.field}: ${why.reason}`,
      })),
    }
  }
}
