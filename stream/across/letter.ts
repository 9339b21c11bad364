import type { Counted } from '@mingjing/rules/engine/scores.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { Outward } from '../block/block.ts'
import type { SourceRecord } from '../decode/record.ts'
import type { Plan } from '../plan/plan.ts'

/**
 * A record of the topic between stages: what one block of one partition tells one place. A block that was sent again
 * after a crash sends equal letters, so their numbers tell what was read already.
 */
export interface Letter {
  /** The partition it comes from: `topic/partition`. */
  readonly from: string
  /** The block, and the letter's number in it from 0. */
  readonly seq: number
  readonly n: number
  readonly ruleSet: string
  /** Event time up to which everything has been told, epoch ms; in the last letter of a block only. */
  readonly mark?: number
  /** The clock of the block, beside the mark. */
  readonly clock?: number
  readonly events?: readonly Event[]
  readonly told?: readonly Counted[]
}

/** A letter and where it lies. */
export interface Placed {
  readonly offset: number
  readonly letter: Letter
}

/** The letters are our own: one that cannot be read is a fault of ours, and must stop the place before it loses anything. */
export const readLetter = ({ offset, text }: SourceRecord): Placed => ({ offset, letter: JSON.parse(text) as Letter })

/** So many events or hits at most in a letter: far below what a broker takes, whatever an event may hold. */
const mostInOne = 200

/**
 * What a block tells one place, in the order it is to be sent; the last one carries the mark. Nothing when there is
 * nothing new: places that answered every mark with their own would never be silent.
 */
export const lettersOf = (plan: Plan, { mark, hasMoved, parcels }: Outward, place: number): Letter[] => {
  const { events, told } = parcels[place]!
  const common = { from: `${plan.topic}/${plan.partition}`, seq: plan.seq, ruleSet: plan.ruleSet }
  if (!hasMoved && events.length === 0 && told.length === 0) return []
  const letters: Letter[] = []
  const add = (what: Partial<Letter>) => letters.push({ ...common, n: letters.length, ...what })
  for (let at = 0; at < events.length; at += mostInOne) add({ events: events.slice(at, at + mostInOne) })
  for (let at = 0; at < told.length; at += mostInOne) add({ told: told.slice(at, at + mostInOne) })
  const last = letters.pop()
  letters.push({ ...(last ?? { ...common, n: 0 }), mark, clock: plan.clock })
  return letters
}
