import { gapTo, goalBy } from '@mingjing/sql/cockpit/goals-met.ts'
import { type Goal, goalsOfSeveral } from '@mingjing/sql/goals/goals.ts'
import { indicatorNamed } from '@mingjing/sql/indicators/catalogue.ts'
import type { Indicator } from '@mingjing/sql/indicators/indicator.ts'
import { monthsOf, type Period } from '@mingjing/sql/indicators/period.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { Child } from '#lib/branch/number.ts'
import type { FigureView } from '#lib/figure/view.ts'
import type { Outcome } from '#lib/tile/outcome.ts'
import type { Person } from '../auth/person.ts'
import { figure } from '../figure.ts'
import type { AskedOfUnit } from './numbers.ts'

/** An indicator for each unit below, the furthest behind first; those without a goal by number, as it is good. */
export const childrenOf = async (
  runtime: Runtime,
  person: Person,
  { id, unit, period, compare }: AskedOfUnit & { readonly id: string },
): Promise<Outcome<Child[]>> => {
  const [found, goals] = await Promise.all([
    figure(runtime, person, { id, ...period, filters: { orgunit: unit }, by: ['unit'], compare }),
    goalsOfSeveral(runtime.postgres.db, [id], monthsOf(period)),
  ])
  if (found.kind !== 'ready') return found
  const children = ranked(found.value, { entry: indicatorNamed(id)!, goals: goals.get(id) ?? [], unit, period })
  return children.some(({ own }) => !own) ? { kind: 'ready', value: children } : { kind: 'empty' }
}

/**
 * The rows of a break-down by unit, ranked. What belongs to the unit itself and to none below it comes last, without a
 * goal: those set for the unit are for all of it.
 */
export const ranked = (
  { rows, comparison }: Pick<FigureView, 'rows' | 'comparison'>,
  {
    entry,
    goals,
    unit,
    period,
  }: {
    entry: Pick<Indicator, 'unit' | 'better' | 'cockpit'>
    goals: readonly Goal[]
    unit: string
    period: Period
  },
): Child[] => {
  const before = new Map(comparison?.rows.map((row) => [row.key.unit, row.value]))
  const children = rows.map(({ key, ...row }): Child => {
    const own = key.unit === unit
    const goal = own ? null : goalBy(goals, entry, key.unit!, period)
    const gap = gapTo(row.value, goal, entry.better)
    return { ...row, unit: key.unit!, own, before: before.get(key.unit) ?? null, goal, gap }
  })
  const worse = entry.better === 'less' ? -1 : 1
  return children.toSorted((a, b) => {
    if (a.own !== b.own) return a.own ? 1 : -1
    if (a.gap !== null && b.gap !== null) return a.gap - b.gap
    if (a.gap !== null || b.gap !== null) return a.gap !== null ? -1 : 1
    return ((a.value ?? 0) - (b.value ?? 0)) * worse || a.unit.localeCompare(b.unit)
  })
}
