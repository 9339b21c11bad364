import type { FigureRow, FigureValue, FigureView, IndicatorCard } from '#lib/figure/view.ts'
import type { Outcome } from '#lib/tile/outcome.ts'

export const steps = ['reached', 'connected', 'interested', 'bought'] as const
export type Step = (typeof steps)[number]

/** How many stand on each rung; `conversion` is bought over targeted. */
export interface Ladder {
  key: string
  counts: { targeted: number } & Record<Step, number>
  /** Each step over the one before; null over nobody. */
  shares: Record<Step, number | null>
  conversion: number | null
}
export interface Ladders {
  cards: Record<Step | 'conversion', IndicatorCard>
  total: Ladder
  rows: Ladder[]
}

/** Below so many, a share says little: shown, and marked. */
export const fewBelow = 30

/**
 * The funnel as one thing from the figures of its steps (`steps`, then the conversion), in that order. What became of
 * the first that is not ready becomes of the whole.
 */
export const laddersOf = (figures: readonly Outcome<FigureView>[], dimension: string): Outcome<Ladders> => {
  const views: FigureView[] = []
  for (const figure of figures) {
    if (figure.kind !== 'ready') return figure
    views.push(figure.value)
  }
  const [reached, connected, interested, bought, conversion] = views as [
    FigureView,
    FigureView,
    FigureView,
    FigureView,
    FigureView,
  ]
  const nameOf = (row: FigureRow): string => row.key[dimension] ?? ''
  const tables = views.map((view) => new Map(view.rows.map((row) => [nameOf(row), row as FigureValue])))
  const ladder = (key: string, [a, b, c, d, all]: (FigureValue | undefined)[]): Ladder => ({
    key,
    counts: {
      targeted: a?.denominator ?? 0,
      reached: a?.numerator ?? 0,
      connected: b?.numerator ?? 0,
      interested: c?.numerator ?? 0,
      bought: d?.numerator ?? 0,
    },
    shares: {
      reached: a?.value ?? null,
      connected: b?.value ?? null,
      interested: c?.value ?? null,
      bought: d?.value ?? null,
    },
    conversion: all?.value ?? null,
  })
  const total = ladder(
    '',
    views.map((view) => view.total),
  )
  if (total.counts.targeted === 0) return { kind: 'empty' }
  return {
    kind: 'ready',
    value: {
      cards: {
        reached: reached.card,
        connected: connected.card,
        interested: interested.card,
        bought: bought.card,
        conversion: conversion.card,
      },
      total,
      rows: [...tables[0]!.keys()].map((key) =>
        ladder(
          key,
          tables.map((table) => table.get(key)),
        ),
      ),
    },
  }
}
