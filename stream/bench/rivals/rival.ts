import type { Translated } from './condition.ts'

/** Facts of one event: every fact some rule names, null where absent. */
export type Facts = Record<string, number | string | boolean | null>

/** Another rule engine with our match rules in it. */
export interface Rival {
  name: string
  /** Ids of the rules that hold for an event of this type; only rules `on` the type are asked, as in our engine. */
  hits(type: string, facts: Facts): string[] | Promise<string[]>
}

export type MakeRival = (rules: readonly Translated[]) => Rival

/** Rules by event type: the index we have, given to the others too. */
export function byType(rules: readonly Translated[]): Map<string, Translated[]> {
  const index = new Map<string, Translated[]>()
  for (const rule of rules) {
    for (const type of rule.on) index.set(type, [...(index.get(type) ?? []), rule])
  }
  return index
}
