import { gapTo, goalBy } from '@mingjing/sql/cockpit/goals-met.ts'
import { goalsOfSeveral } from '@mingjing/sql/goals/goals.ts'
import { indicators } from '@mingjing/sql/indicators/catalogue.ts'
import type { CockpitGroup } from '@mingjing/sql/indicators/indicator.ts'
import { type Comparison, monthsOf, type Period } from '@mingjing/sql/indicators/period.ts'
import { countsRows, hasRows } from '@mingjing/sql/queries/cockpit-rows.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { CockpitNumber } from '#lib/branch/number.ts'
import type { Person } from '../auth/person.ts'
import { figures } from '../figure.ts'

export interface AskedOfUnit {
  readonly unit: string
  readonly period: Period
  readonly compare: Comparison | undefined
}

/** All indicators of a group for a unit, with what they compare with and what they should have reached. */
export const numbersOf = async (
  runtime: Runtime,
  person: Person,
  { group, unit, period, compare }: AskedOfUnit & { readonly group: CockpitGroup },
): Promise<CockpitNumber[]> => {
  const entries = indicators.filter((entry) => entry.cockpit?.group === group)
  const withGoals = entries.filter((entry) => entry.goals).map(({ id }) => id)
  const [found, goals] = await Promise.all([
    figures(
      runtime,
      person,
      entries.map(({ id }) => ({ id, ...period, filters: { orgunit: unit }, compare })),
    ),
    goalsOfSeveral(runtime.postgres.db, withGoals, monthsOf(period)),
  ])
  return entries.map((entry, i) => {
    const shown = found[i]!
    const goal = goalBy(goals.get(entry.id) ?? [], entry, unit, period)
    const value = shown.kind === 'ready' ? shown.value.total.value : null
    return {
      id: entry.id,
      section: entry.cockpit!.section,
      additive: entry.additive === true,
      listed: hasRows(entry.id),
      counted: countsRows(entry.id),
      sampled: entry.formula.kind === 'ratio' && entry.formula.denominator.value === 'countIf({rows})',
      figure: shown,
      goal,
      gap: gapTo(value, goal, entry.better),
    }
  })
}
