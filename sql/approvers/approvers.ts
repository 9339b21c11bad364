import { may, type Scope } from '../access/scope.ts'
import type { Period } from '../indicators/period.ts'
import type { Stores } from '../indicators/read-together.ts'
import { type IndicatorOutcome, runIndicators } from '../indicators/run.ts'

/** What is told of each approver, by ids of the catalogue; the first is how much they decided. */
export const approverFigures = [
  'approver.decisions',
  'approver.per-day',
  'approver.read-median',
  'approver.approve-rate',
  'approver.override-rate',
  'approver.night-share',
  'approver.hits-per-thousand',
] as const
export type ApproverFigure = (typeof approverFigures)[number]

/** With fewer decisions a rate says little: it is shown, marked, and nobody is compared by it. */
export const fewDecisions = 30

export interface Approver {
  /** Staff id. */
  readonly id: string
  /** Where most of their decisions were taken. */
  readonly orgunit: string
  readonly decisions: number
  readonly few: boolean
  readonly values: Readonly<Record<ApproverFigure, number | null>>
}

export interface Approvers {
  readonly approvers: readonly Approver[]
  /** The median over those who are not {@link fewDecisions}; null where there is nobody. */
  readonly peers: Readonly<Record<ApproverFigure, number | null>>
}

/** Everybody who decided anything by hand in a period within the caller's units, but for the caller. */
export const approvers = async (
  stores: Stores,
  scope: Scope,
  { period, unit }: { period: Period; unit: string },
): Promise<Approvers | null> => {
  if (!may(scope, 'approvers:read')) return null
  const common = { ...period, filters: { orgunit: unit } }
  const outcomes = await runIndicators(stores, scope, [
    ...approverFigures.map((id) => ({ ...common, id, by: ['actor'] as const })),
    { ...common, id: 'approver.decisions', by: ['actor', 'orgunit'] },
  ])
  const answers = outcomes.map(rowsOf)
  const places = new Map<string, { orgunit: string; n: number }>()
  for (const { key, value } of answers.at(-1)!) {
    const [id, n] = [key.actor ?? '', value ?? 0]
    if (n > (places.get(id)?.n ?? 0)) places.set(id, { orgunit: key.orgunit ?? '', n })
  }
  const byFigure = approverFigures.map((_, i) => new Map(answers[i]!.map(({ key, value }) => [key.actor ?? '', value])))
  const found = [...places]
    // Who is looked at does not look at what is found of themself.
    .filter(([id]) => id !== scope.personId)
    .map(([id, { orgunit }]): Approver => {
      const values = Object.fromEntries(
        approverFigures.map((figure, i) => [figure, byFigure[i]!.get(id) ?? null]),
      ) as Approver['values']
      const decisions = values['approver.decisions'] ?? 0
      return { id, orgunit, decisions, few: decisions < fewDecisions, values }
    })
    .sort((a, b) => b.decisions - a.decisions || (a.id < b.id ? -1 : 1))
  return { approvers: found, peers: medians(found.filter(({ few }) => !few)) }
}

const rowsOf = (outcome: IndicatorOutcome) => {
  if (outcome.kind !== 'ok') throw new Error(`an approver's figure is ${outcome.kind}`)
  return outcome.rows
}

const medians = (some: readonly Approver[]): Approvers['peers'] =>
  Object.fromEntries(
    approverFigures.map((figure) => {
      const values = some.flatMap(({ values }) => values[figure] ?? []).sort((a, b) => a - b)
      return [figure, values[Math.ceil(values.length / 2) - 1] ?? null]
    }),
  ) as Approvers['peers']
