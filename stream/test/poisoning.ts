import { isDeepStrictEqual } from 'node:util'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { keyedHash } from '@mingjing/sql/vault/seal.ts'
import { mask } from '../decode/dead-letter.ts'
import { decodeWire } from '../decode/record.ts'
import { textOf } from '../decode/text.ts'
import { wireText } from '../ingest/wire.ts'
import { poisonOf } from './poison.ts'
import { randomFrom, trialEvents } from './trial.ts'

export interface PoisonCount {
  readonly kind: string
  inputs: number
  accepted: number
  dead: number
  /** The slowest input from bytes to outcome, ms. */
  slowestMs: number
}

export interface Poisoning {
  readonly seed: number
  readonly byKind: readonly PoisonCount[]
  /** What was broken, with the input it was broken by. */
  readonly broken: readonly string[]
}

/** Personal values of the trial bank, by which a leak would be seen. */
const personal = /1380000\d{4}/

const hash = keyedHash(passingKeys())
const decode = decodeWire(hash)

/**
 * Decodes poisoned events one by one. Each must end as an event or as a dead letter with a reason, never in an error; an
 * event must mean the same when it is written and read again; a dead letter must show nothing personal.
 */
export const runPoisoning = (seed: number, inputs: number, told = 20): Poisoning => {
  const random = randomFrom(seed)
  const sound = trialEvents(seed, Math.min(inputs, 5_000))
  const byKind = new Map<string, PoisonCount>()
  const broken: string[] = []
  for (let n = 0; n < inputs; n++) {
    const { kind, bytes } = poisonOf(sound[n % sound.length]!, random)
    const count = byKind.get(kind) ?? { kind, inputs: 0, accepted: 0, dead: 0, slowestMs: 0 }
    byKind.set(kind, count)
    count.inputs++
    const problem = (what: string) => {
      if (broken.length < told)
        broken.push(`${what}: ${kind} ${JSON.stringify(bytes.toString('latin1').slice(0, 600))}`)
    }
    const began = performance.now()
    try {
      const text = textOf(bytes)
      const record = decode({ offset: n, text })
      if (record.kind === 'event') {
        count.accepted++
        const again = decode({ offset: n, text: wireText(record.event) })
        if (again.kind !== 'event' || !isDeepStrictEqual(again.event, record.event)) problem('not the same read again')
      } else {
        count.dead++
        if (record.reason === '') problem('no reason')
        if (personal.test(record.reason) || personal.test(mask(text))) problem('personal values shown')
      }
    } catch (error) {
      problem(`threw ${error}`)
    }
    count.slowestMs = Math.max(count.slowestMs, performance.now() - began)
    if ('polluted' in {}) {
      problem('prototype polluted')
      break
    }
  }
  return { seed, byKind: [...byKind.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1)), broken }
}
