import type { AlertCondition, AlertGrain, AlertOutcome } from '@mingjing/sql/postgres/alert-tables.ts'
import type { FigureUnit } from '#lib/figure/view.ts'

type Words = { zh: string; en: string }

/** An indicator somebody may watch, with the conditions that make sense of it and how often each is judged. */
export interface Watchable {
  id: string
  name: Words
  unit: FigureUnit
  owner: string
  /** It belongs to the whole bank and to no unit. */
  bankWide: boolean
  conditions: { condition: AlertCondition; grains: readonly AlertGrain[] }[]
}

export interface AlertView {
  id: number
  name: Words
  orgunit: string
  unit: FigureUnit
  condition: AlertCondition
  bound: number
  grain: AlertGrain
  state: 'waiting' | 'clear' | 'crossed' | 'none' | 'not-permitted'
  crossedAt: string | null
  last: { period: string; outcome: AlertOutcome; value: number | null; against: number | null } | null
}
