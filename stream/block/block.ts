import type { DeadlineChange, Stop } from '@mingjing/rules/engine/engine.ts'
import type { Counted } from '@mingjing/rules/engine/scores.ts'
import type { Personal } from '@mingjing/rules/events/decode.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { DeadRecord } from '../decode/record.ts'
import type { Milestone } from '../milestones/milestones.ts'
import type { Plan } from '../plan/plan.ts'

/** An event that counts: neither a duplicate nor a dead letter. */
export interface Accepted {
  readonly offset: number
  readonly event: Event
  readonly verdict: 'ok' | 'late'
  /** How far it lay behind the watermark when it came, ms; 0 unless late. */
  readonly behindMs: number
}

/** A hit with its rule and what the tables want to know of its trigger. */
export interface Found {
  readonly hit: Hit
  readonly rule: CheckedRule
  readonly orgunit: string
  readonly product: string | null
  readonly channel: string | null
  readonly actor: string | null
  /** Event time of the trigger, epoch ms. */
  readonly triggerAt: number
}

/** All that follows from a plan: the rows of every table and the effects on people's side. */
export interface Block {
  readonly plan: Plan
  readonly accepted: readonly Accepted[]
  /** Events the watermark let through to the keyed rules. */
  readonly released: readonly Event[]
  readonly duplicates: number
  readonly dead: readonly DeadRecord[]
  readonly personal: readonly Personal[]
  readonly found: readonly Found[]
  readonly deadlines: readonly DeadlineChange[]
  readonly milestones: readonly Milestone[]
  /** Time up to which keyed rules have judged, epoch ms. */
  readonly watermark: number
  readonly openDeadlines: number
  readonly windowKeys: number
  /** Rules that went beyond their budget in this block. */
  readonly stopped: readonly Stop[]
  /** What those across partitions must hear; null where one partition has everything. */
  readonly outward: Outward | null
}

/** What a block tells those who judge across partitions. */
export interface Outward {
  /** Event time up to which everything has been told, epoch ms. */
  readonly mark: number
  /** Whether the mark is beyond that of the block before. */
  readonly hasMoved: boolean
  /** One for each place, in order. */
  readonly parcels: readonly Parcel[]
}

/** Events and hits for one place; the events are on time, by time, and those of one millisecond by (source, id). */
export interface Parcel {
  readonly events: Event[]
  readonly told: Counted[]
}

export const parcelsFor = (places: number): Parcel[] => Array.from({ length: places }, () => ({ events: [], told: [] }))
