import type { Dimension, Indicator } from '../indicator.ts'

/** A sum or a count of rows, not of things that may stand in several. */
const countsRows = (value: string): boolean => /^(coalesce\()?(count|sum)\(/.test(value) && !value.includes('uniq')

/** Whether the numbers of units below a unit add up to its own: shares, quantiles and distinct counts do not. */
export const addsUp = ({ additive, cockpit, formula, unit }: Indicator): boolean =>
  additive === true ||
  (cockpit === undefined &&
    formula.kind === 'value' &&
    (unit === 'count' || unit === 'fen') &&
    countsRows(formula.of.value))

/** The same of groups by these dimensions: an issue of several rules counts under each of them. */
export const groupsAddUp = (entry: Indicator, by: readonly Dimension[]): boolean =>
  addsUp(entry) && !(by.includes('rule') && entry.formula.kind === 'value' && entry.formula.of.table === 'issues')
