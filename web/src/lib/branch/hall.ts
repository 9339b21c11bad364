import type { OutletNow } from '@mingjing/sql/queries/outlets-now.ts'
import { duration } from '#lib/format/duration.ts'
import { language } from '#lib/words/language.ts'
import { below } from './below.ts'

export type { OutletNow }

export const sumOf = (outlets: readonly OutletNow[], value: (outlet: OutletNow) => number): number =>
  outlets.reduce((all, outlet) => all + value(outlet), 0)

export const oldestOf = (outlets: readonly OutletNow[]): number | null =>
  outlets.reduce<number | null>(
    (first, { longest }) => (longest !== null && (first === null || longest < first) ? longest : first),
    null,
  )

const minute = 60_000

/** How long the first in a hall has been there, in whole minutes and at least one; a dash where nobody is. */
export const writeWait = (longest: number | null, asOf: number): string =>
  longest === null ? '–' : duration(Math.max(minute, Math.floor((asOf - longest) / minute) * minute), language())

/** The halls by the units below, the fullest first. */
export const hallOf = (outlets: readonly OutletNow[], unit: string) =>
  [...Map.groupBy(outlets, ({ orgunit }) => below(unit, orgunit))]
    .map(([id, own]) => ({
      id,
      inHall: sumOf(own, ({ inHall }) => inHall),
      windows: sumOf(own, ({ windows }) => windows ?? 0),
      served: sumOf(own, ({ servedToday }) => servedToday),
      longest: oldestOf(own),
    }))
    .sort((a, b) => b.inHall - a.inHall || b.served - a.served || a.id.localeCompare(b.id))
