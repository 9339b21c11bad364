/**
 * What a spreadsheet would run as a formula, or turn into a number or a date and so change. White space and marks nobody
 * sees are skipped by some programs, and full-width signs count as signs in some.
 */
const live = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u
const changed = /^\s*\d+([.,:/\-\s]?\d+)*\s*$|^\s*\d+(\.\d+)?[eE][+-]?\d+\s*$/

/** A text that stays what it is in a spreadsheet: an apostrophe stands before what would not. */
export const textCell = (text: string): string => (live.test(text) || changed.test(text) ? `'${text}` : text)

export type Cell = string | number | boolean | null

const quotedCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const written = (cell: Cell): string => {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? '1' : '0'
  return quotedCell(typeof cell === 'number' ? String(cell) : textCell(cell))
}

/** RFC 4180 with a byte order mark, so that Excel reads it as UTF-8. Numbers are written whole, truth as 1 and 0. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(written).join(',')}\r\n`).join('')}`
