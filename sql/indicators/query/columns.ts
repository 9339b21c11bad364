import { gapTo } from '../../cockpit/goals-met.ts'
import type { Goal } from '../../goals/goals.ts'
import type { Figure, IndicatorAnswer, Row } from '../run.ts'
import { keysWithGoals } from '../run.ts'
import { addsUp } from './adds-up.ts'
import { goalOfGroup, type Looked } from './goals.ts'
import type { Grain } from './grain.ts'
import type { Query } from './question.ts'

/** A number with what it compares with: the other period's, of its own day, week or month `of`, or a goal. */
export interface Cell extends Figure {
  readonly comparison?: (Figure & { readonly of?: string }) | null
  /** In the unit of the indicator; `gap` is the share of the goal it is off by, below 0 behind, whichever way is good. */
  readonly goal?: number | null
  readonly gap?: number | null
}

/** One indicator of an answer: the groups it has, by name, and its number for any group. */
export interface Column {
  readonly id: string
  readonly keys: ReadonlyMap<string, Row['key']>
  readonly total: Cell
  readonly cell: (key: Row['key']) => Cell
}

/** Which span of the comparison stands for which of the period, where there are groups by time. */
export interface Pairing {
  readonly grain: Grain
  readonly pairs: ReadonlyMap<string, string>
}

const nameOf = (key: Row['key']): string => JSON.stringify(key)
const figureOf = ({ key: _, ...figure }: Row): Figure => figure

/** `goals` are those set for the indicator, null when it is not compared with them. */
export const columnOf = (
  answer: IndicatorAnswer,
  query: Query,
  looked: Looked,
  pairing: Pairing | null,
  goals: readonly Goal[] | null,
): Column => {
  const { indicator, comparison } = answer
  const rows = new Map(answer.rows.map((row) => [nameOf(row.key), row]))
  const back = new Map([...(pairing?.pairs ?? [])].map(([time, other]) => [other, time]))
  // A row of the comparison goes under the time it stands for; one that stands for none is left out.
  const moved = (row: Row): Row[] => {
    if (pairing === null) return [row]
    const time = back.get(row.key[pairing.grain] ?? '')
    return time === undefined ? [] : [{ ...row, key: { ...row.key, [pairing.grain]: time } }]
  }
  const others = new Map(comparison?.rows.flatMap(moved).map((row) => [nameOf(row.key), row]))
  const goalless = goals === null ? [] : keysWithGoals(goals, { ...query, depth: looked.depth }, looked.unit)
  // What adds up is nothing where nothing is; of the rest nothing can be told there.
  const absent: Figure = { value: addsUp(indicator) ? 0 : null }

  const against = (figure: Figure, key: Row['key'], other: Figure | null): Cell => {
    if (goals !== null) {
      const goal = goalOfGroup(goals, indicator, key, looked)
      return { ...figure, goal, gap: gapTo(figure.value, goal, indicator.better) }
    }
    return comparison === null ? figure : { ...figure, comparison: other }
  }
  const cell = (key: Row['key']): Cell => {
    const [row, other] = [rows, others].map((each) => each.get(nameOf(key)))
    const of = pairing?.pairs.get(key[pairing.grain] ?? '')
    const told =
      pairing !== null && of === undefined ? null : { ...(other ? figureOf(other) : absent), ...(of && { of }) }
    return against(row ? figureOf(row) : absent, key, told)
  }
  const keys = query.by.length === 0 ? [] : [...answer.rows, ...others.values()].map(({ key }) => key).concat(goalless)
  return {
    id: indicator.id,
    keys: new Map(keys.map((key) => [nameOf(key), key])),
    total: against(answer.total, {}, comparison?.total ?? null),
    cell,
  }
}
