import { type Scope, scopeOf } from '@mingjing/sql/access/scope.ts'
import { indicatorNamed } from '@mingjing/sql/indicators/catalogue.ts'
import type { Formula, Indicator, Part, Ratio } from '@mingjing/sql/indicators/indicator.ts'
import { type IndicatorOutcome, type IndicatorRequest, runIndicators } from '@mingjing/sql/indicators/run.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { FigureView, IndicatorCard } from '#lib/figure/view.ts'
import type { Outcome } from '#lib/tile/outcome.ts'
import type { Person } from './auth/person.ts'
import { outcomeOf } from './outcome.ts'

/** A number of the catalogue for a page; a fault or a refusal becomes the tile's own state. */
export const figure = async (
  runtime: Runtime,
  person: Person,
  request: IndicatorRequest,
): Promise<Outcome<FigureView>> => (await figures(runtime, person, [request]))[0]!

/** Several at once: those over the same rows cost no more than one. A fault is that of all of them. */
export const figures = async (
  runtime: Runtime,
  person: Person,
  requests: readonly IndicatorRequest[],
): Promise<Outcome<FigureView>[]> => {
  const scope: Scope = scopeOf(person)
  const outcome = await outcomeOf(
    () => runIndicators(runtime, scope, requests),
    () => false,
  )
  if (outcome.kind !== 'ready') return requests.map(() => outcome as Outcome<FigureView>)
  return outcome.value.map((answer, i) => viewOf(answer, requests[i]!.id))
}

const viewOf = (answer: IndicatorOutcome, id: string): Outcome<FigureView> => {
  if (answer.kind === 'not-permitted') return { kind: 'forbidden' }
  if (answer.kind !== 'ok') return { kind: 'failed', reference: answer.kind === 'unknown' ? id : answer.problem }
  const { indicator, period, total, rows, comparison, asOf } = answer
  return {
    kind: 'ready',
    value: {
      card: cardOf(indicator),
      period,
      total,
      rows: [...rows],
      comparison: comparison && { ...comparison, rows: [...comparison.rows] },
      asOf,
    },
  }
}

export const cardOf = (indicator: Indicator): IndicatorCard => ({
  id: indicator.id,
  name: indicator.name,
  definition: indicator.definition,
  formula: formulaText(indicator.formula),
  unit: indicator.unit,
  parts:
    indicator.formula.kind === 'attainment' ? (indicatorNamed(indicator.formula.goalOf)?.unit ?? 'count') : 'count',
  owner: indicator.owner,
  better: indicator.better,
  over: indicator.over,
  goals: indicator.goals === true,
})

const partText = (part: Part): string => `${part.value} ← ${part.table}${part.where ? ` [${part.where}]` : ''}`

const ratioText = ({ numerator, denominator }: Ratio): string => `${partText(numerator)}\n÷ ${partText(denominator)}`

const formulaText = (formula: Formula): string => {
  switch (formula.kind) {
    case 'value':
      return partText(formula.of)
    case 'ratio':
      return ratioText(formula)
    case 'difference':
      return `(${ratioText(formula.of)})\n− (${ratioText(formula.less)})`
    case 'attainment':
      return `${partText(formula.actual)}\n÷ goals[${formula.goalOf}]`
  }
}
