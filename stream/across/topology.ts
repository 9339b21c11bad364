/** How events and those who judge across their partitions are laid out. Fixed at set-up. */
export interface Topology {
  /** Topic of the events, and how many partitions it has. */
  readonly events: string
  readonly partitions: number
  /** Topic between the stages, whose partitions are the places. */
  readonly across: string
  readonly places: number
}

/**
 * Places are numbered from here on, so that rows which name no topic stay apart from those of the events' partitions.
 * Kafka's own limit of partitions lies far below.
 */
export const firstPlace = 32_768

export const numberOf = (place: number): number => firstPlace + place

/** Those a place hears events from. */
export const partitionsHeard = ({ events, partitions }: Topology): string[] =>
  Array.from({ length: partitions }, (_, partition) => `${events}/${partition}`)

/** The other places, and itself, from which it hears hits only. */
export const placesHeard = ({ across, places }: Topology): string[] =>
  Array.from({ length: places }, (_, place) => `${across}/${numberOf(place)}`)
