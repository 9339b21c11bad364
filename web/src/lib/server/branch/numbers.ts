import { gapTo, goalBy } from '@mingjing/sql/cockpit/goals-met.ts'
import { goalsOfSeveral } from '@mingjing/sql/goals/goals.ts'
import { indicatorNamed, indicators } from '@mingjing/sql/indicators/catalogue.ts'
import type { CockpitGroup } from '@mingjing/sql/indicators/indicator.ts'
import { type Comparison, monthsOf, type Period } from '@mingjing/sql/indicators/period.ts'
import { countsRows, hasRows } from '@mingjing/sql/queries/cockpit-rows.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { Child, CockpitNumber } from '#lib/branch/number.ts'
import type { Outcome } from '#lib/tile/outcome.ts'
import type { Person } from '../auth/person.ts'
import { figure, figures } from '../figure.ts'

interface Asked {
  readonly unit: string
  readonly period: Period
  readonly compare: Comparison | undefined
}

/** All indicators of a group for a unit, with what they compare with and what they should have reached. */
export const numbersOf = async (
  runtime: Runtime,
  person: Person,
  { group, unit, period, compare }: Asked & { readonly group: CockpitGroup },
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

/** One of them for each unit below, the furthest behind first; those without a goal by number, as it is good. */
export const childrenOf = async (
  runtime: Runtime,
  person: Person,
  { id, unit, period, compare }: Asked & { readonly id: string },
): Promise<Outcome<Child[]>> => {
  const entry = indicatorNamed(id)!
  const [found, goals] = await Promise.all([
    figure(runtime, person, { id, ...period, filters: { orgunit: unit }, by: ['unit'], compare }),
    goalsOfSeveral(runtime.postgres.db, [id], monthsOf(period)),
  ])
  if (found.kind !== 'ready') return found
  const before = new Map(found.value.comparison?.rows.map((row) => [row.key.unit, row.value]))
  const children = found.value.rows
    .filter((row) => row.key.unit !== undefined && row.key.unit !== '' && row.key.unit !== unit)
    .map(({ key, ...row }): Child => {
      const goal = goalBy(goals.get(id) ?? [], entry, key.unit!, period)
      const gap = gapTo(row.value, goal, entry.better)
      return { ...row, unit: key.unit!, before: before.get(key.unit) ?? null, goal, gap }
    })
  const worse = entry.better === 'less' ? -1 : 1
  children.sort((a, b) =>
    a.gap !== null && b.gap !== null
      ? a.gap - b.gap
      : a.gap !== null
        ? -1
        : b.gap !== null
          ? 1
          : ((a.value ?? 0) - (b.value ?? 0)) * worse || a.unit.localeCompare(b.unit),
  )
  return children.length === 0 ? { kind: 'empty' } : { kind: 'ready', value: children }
}
