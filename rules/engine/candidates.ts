import type { Event, Value } from '../events/event.ts'
import type { LiteralNode, Node } from '../language/tree.ts'

/** Something that concerns events of certain types which pass a condition. */
export interface Entry<T> {
  readonly types: readonly string[]
  readonly where: Node | null
  readonly item: T
}

/** One data field and the constants that it must be one of. */
interface Demand {
  readonly field: string
  readonly values: readonly Value[]
}

/** What a condition demands of single data fields, seen from its top-level conjunction. */
const demandsOf = (where: Node | null): Demand[] => {
  if (!where) return []
  if (where.kind === 'field' && !where.envelope) return [{ field: where.name, values: [true] }]
  if (where.kind !== 'call') return []
  const [left, right] = where.args
  if (where.op === 'and') return [...demandsOf(left!), ...demandsOf(right!)]
  if (left?.kind !== 'field' || left.envelope) return []
  if (where.op === 'equal' && right?.kind === 'literal') return [{ field: left.name, values: [right.value] }]
  if (where.op === 'isIn' && right?.kind === 'list')
    return [{ field: left.name, values: right.items.map((item: LiteralNode) => item.value) }]
  return []
}

interface TypeIndex<T> {
  readonly field: string | null
  readonly byValue: ReadonlyMap<Value, readonly T[]>
  readonly others: readonly T[]
}

const indexOfType = <T>(entries: readonly Entry<T>[]): TypeIndex<T> => {
  const demands = entries.map((entry) => demandsOf(entry.where))
  const uses = new Map<string, number>()
  for (const list of demands)
    for (const field of new Set(list.map((demand) => demand.field))) uses.set(field, (uses.get(field) ?? 0) + 1)
  const field = [...uses].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? null
  const wanted = demands.map((list) => list.find((demand) => demand.field === field)?.values ?? null)
  // Every value's list at once: asking each entry for each value would take as long as all constants squared.
  const byValue = new Map<Value, T[]>()
  const others: T[] = []
  for (const value of new Set(wanted.flatMap((list) => list ?? []))) byValue.set(value, [])
  for (const [i, { item }] of entries.entries()) {
    const list = wanted[i]
    if (!list) others.push(item)
    for (const same of list ? new Set(list.map((value) => byValue.get(value)!)) : byValue.values()) same.push(item)
  }
  return { field, byValue, others }
}

/**
 * Which entries an event can concern: by its type, then by the one data field that most conditions of that type demand
 * a constant of. What comes back is a superset, in the order given; the condition itself must still be asked.
 */
export const indexEntries = <T>(entries: readonly Entry<T>[]): ((event: Event) => readonly T[]) => {
  const types = new Map<string, TypeIndex<T>>()
  for (const type of new Set(entries.flatMap((entry) => entry.types)))
    types.set(type, indexOfType(entries.filter((entry) => entry.types.includes(type))))
  const none: readonly T[] = []
  return (event) => {
    const index = types.get(event.type)
    if (!index) return none
    if (index.field === null) return index.others
    return index.byValue.get(event.data[index.field] as Value) ?? index.others
  }
}
