import { firstPlace } from '@mingjing/sql/clickhouse/partition.ts'

/** How events and those who judge across their partitions are laid out. Fixed at set-up. */
export interface Topology {
  /** Topic of the events, and how many partitions it has. */
  readonly events: string
  readonly partitions: number
  /** Topic between the stages, whose partitions are the places. */
  readonly across: string
  readonly places: number
}

/** The partition number under which a place enters its rows. */
export const numberOf = (place: number): number => firstPlace + place

/** Those a place hears events from. */
export const partitionsHeard = ({ events, partitions }: Topology): string[] =>
  Array.from({ length: partitions }, (_, partition) => `${events}/${partition}`)

/** The other places, and itself, from which it hears hits only. */
export const placesHeard = ({ across, places }: Topology): string[] =>
  Array.from({ length: places }, (_, place) => `${across}/${numberOf(place)}`)
