/**
 * Organisation units are paths written as ids: `hq`, `b03` (branch), `b03-s02` (sub-branch), `b03-s02-o1` (outlet).
 * A unit contains itself and every id that begins with `<id>-`; `hq` contains all.
 */
export const headOffice = 'hq'

export type Level = 'hq' | 'branch' | 'subBranch' | 'outlet'
const levels: readonly Level[] = ['branch', 'subBranch', 'outlet']

const shape = /^(hq|[a-z][a-z0-9]*(-[a-z][a-z0-9]*){0,2})$/
const longest = 64

/** Whether a text is the id of a unit, at most three parts of lower-case letters and digits. */
export const isOrgunit = (text: string): boolean => text.length <= longest && shape.test(text)

/** Whether `unit` is `other` or lies above it. */
export const contains = (unit: string, other: string): boolean =>
  unit === headOffice ||
  unit === other ||
  (other.length > unit.length && other.charCodeAt(unit.length) === 45 && other.startsWith(unit))

/** Where in the hierarchy a unit stands. */
export const levelOf = (unit: string): Level =>
  unit === headOffice ? 'hq' : (levels[unit.split('-').length - 1] ?? 'outlet')

/** The unit and everything above it, nearest first: `b03-s02` → `['b03-s02', 'b03', 'hq']`. */
export const ancestors = (unit: string): string[] => {
  if (unit === headOffice) return [headOffice]
  const parts = unit.split('-')
  return [...parts.map((_, i) => parts.slice(0, parts.length - i).join('-')), headOffice]
}

/** The lowest unit that contains both. */
export const commonUnit = (a: string, b: string): string => ancestors(a).find((unit) => contains(unit, b))!

/** The unit directly above, or null for the head office. */
export const parentOf = (unit: string): string | null => ancestors(unit)[1] ?? null
