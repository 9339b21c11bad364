export interface Slot {
  slot: number
  walkIns: number
  booked: number
  load: number
  needed: number
  windows: number
}

export type Suggestion =
  | {
      kind: 'open' | 'shift'
      orgunit: string
      slot: Slot
      short: number
      halfHours: number
      from?: string
      spare?: number
    }
  | { kind: 'invite'; orgunit: string; slot: Slot; spare: number; halfHours: number; later: number }

/** What the outlets of a unit can expect, as sql/cockpit/load.ts works it out. */
export interface Expected {
  outlets: readonly { orgunit: string; pace: number; slots: readonly Slot[] }[]
  suggestions: readonly Suggestion[]
  rates: { shownUp: number; atCounter: number; seconds: number }
  basis: { days: number; sameWeekday: boolean }
  plan: string | null
}
