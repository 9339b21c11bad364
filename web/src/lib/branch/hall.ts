import { below } from './below.ts'

/** How the customers of one kind stand at one outlet; see sql/queries/outlets-now.ts. */
export interface OutletNow {
  orgunit: string
  inHall: number
  longest: number | null
  servedToday: number
  waited: number | null
  windows: number | null
}

export const sumOf = (outlets: readonly OutletNow[], value: (outlet: OutletNow) => number): number =>
  outlets.reduce((all, outlet) => all + value(outlet), 0)

export const oldestOf = (outlets: readonly OutletNow[]): number | null =>
  outlets.reduce<number | null>(
    (first, { longest }) => (longest !== null && (first === null || longest < first) ? longest : first),
    null,
  )

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
