import type { Unit } from '#lib/shell/unit.ts'
import { inWords } from './language.ts'

/** Looks up units by id; those outside the person's subtree show their id. */
export const unitNames = (units: readonly Unit[]): ((id: string) => string) => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  return (id) => {
    const unit = byId.get(id)
    return unit ? inWords(unit) : id
  }
}
