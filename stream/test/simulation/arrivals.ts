import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { keyedHash } from '@mingjing/sql/vault/seal.ts'
import { type Decode, type DecodedRecord, decodeWire } from '../../decode/record.ts'
import { textOf } from '../../decode/text.ts'
import { lateness, mostAhead } from '../../order/order.ts'
import { poisonOf } from '../poison.ts'
import { randomFrom, trialEvents, trialStart } from '../trial.ts'
import { plainVerdicts } from './plain.ts'

export interface Arrival {
  /** Ms of simulated time at which it stands in the log. */
  readonly at: number
  readonly offset: number
  readonly text: string
}

/** A log as it grows, and the wall clock it grows by. */
export interface Arrivals {
  readonly records: Arrival[]
  /** The true wall clock at a moment of simulated time, epoch ms. */
  readonly wall: (at: number) => number
  /** Sets the wall clock by `ms` from `at` on. */
  readonly set: (at: number, ms: number) => void
  /** Moment of the last arrival. */
  readonly end: number
  /**
   * Whether what becomes of each record follows from the log alone, however long the worker was away: no event of the
   * future, no clock set back, and none that is late by the wall clock only.
   */
  readonly isPlain: boolean
}

const decodeText = decodeWire(keyedHash(passingKeys()))
const decoded = new Map<string, DecodedRecord>()
const mostDecoded = 2_000

/** Decodes as a worker does; each text once, for a record is read again and again here. */
export const decode: Decode = ({ offset, text }) => {
  const known = decoded.get(text)
  if (known) return { ...known, offset }
  if (decoded.size > mostDecoded) decoded.clear()
  const record = decodeText({ offset, text })
  decoded.set(text, record)
  return record
}

/** Nothing that arrives on time is older than this, by the true wall clock: the quiet clock stays farther behind. */
const mostDelay = 8_000

interface Draft {
  readonly at: number
  readonly text: string
}

/** The log of a seed: reordered, repeated, late, poisoned, with holes; silences in which the wall clock moves on. */
export const arrivalsOf = (seed: number): Arrivals => {
  const random = randomFrom(seed ^ 0x5eed)
  const isPlain = random() < 0.75
  const count = 40 + Math.floor(random() * 100)
  const burstMs = random() < 0.5 ? 3_000 : 300
  const jumps: { at: number; ms: number }[] = []
  const wall = (at: number) => trialStart + at + jumps.reduce((sum, jump) => sum + (jump.at <= at ? jump.ms : 0), 0)

  const drafts: Draft[] = []
  let silence = 0
  let shift = 0
  for (const [n, text] of trialEvents(seed, count).entries()) {
    if (n > 0 && random() < 0.03) {
      // Everything before has come by then.
      const at = n * 2_000 + silence + 4_000
      const ms = isPlain || random() < 0.6 ? random() * 150 * 60_000 : -random() * 20 * 60_000
      jumps.push({ at, ms: Math.round(ms) })
      shift += Math.round(ms)
      silence += 4_000 + 6_000 + Math.round(random() * 25_000)
    }
    const event = { ...JSON.parse(text), time: '' }
    event.time = new Date(Date.parse(JSON.parse(text).time) + silence + shift).toISOString()
    if (!isPlain && random() < 0.04) {
      event.time = new Date(Date.parse(event.time) + lateness + random() ** 3 * 7_200_000).toISOString()
    }
    const at = n * 2_000 + silence
    const sent = JSON.stringify(event)
    const luck = random()
    // Late, perhaps by hours; what would be on time by the order of the log is dropped below.
    drafts.push({ at: luck < 0.08 ? at + 15_000 + random() ** 2 * 200_000 : burst(at, burstMs, random), text: sent })
    while (random() < 0.12) drafts.push({ at: at + 5_000 + random() ** 2 * 200_000, text: sent })
    if (random() < 0.1) drafts.push({ at: burst(at, burstMs, random), text: textOf(poisonOf(sent, random).bytes) })
  }
  const last = count * 2_000 + silence + 60_000
  const inOrder = drafts.filter(({ at }) => at <= last).sort((a, b) => a.at - b.at)

  let offset = 0
  const numbered = inOrder.map(({ at, text }) => {
    offset += random() < 0.03 ? 1 + Math.floor(random() * 5) : 0
    return { at: Math.round(at), offset: offset++, text }
  })
  return {
    records: isPlain ? onlyPlain(numbered, wall) : numbered,
    wall,
    set: (at, ms) => jumps.push({ at, ms }),
    end: last,
    isPlain,
  }
}

/** Some come together. */
const burst = (at: number, ms: number, random: () => number): number =>
  random() < 0.5 ? at + random() * ms : Math.ceil(at / ms) * ms

/** Without records whose verdict would depend on how far the wall clock had driven time when they were read. */
const onlyPlain = (records: readonly Arrival[], wall: Arrivals['wall']): Arrival[] => {
  const judged = plainVerdicts()
  return records.filter((record) => {
    const decoded = decode(record)
    if (decoded.kind === 'event' && !judged.isKnown(decoded.event)) {
      const { time } = decoded.event
      const now = wall(record.at)
      const isFuture = time > now + 1_000 && time < now + 2 * mostAhead
      const isLateByClockOnly = time < now - mostDelay && !judged.isLate(time)
      if (isFuture || isLateByClockOnly) return false
    }
    judged.judge(decoded, wall(record.at))
    return true
  })
}
