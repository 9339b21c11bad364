/** Something wrong in a rule file, where it is. A rule with a problem is not loaded. */
export interface Problem {
  readonly path: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** UTF-16 units to underline, at least 1. */
  readonly length: number
  /** Stable word for programs, such as `unknown-name`. */
  readonly code: string
  /** One sentence for the author. */
  readonly message: string
}

const isWide = (code: number) => code >= 0x1100 && (code <= 0x115f || (code >= 0x2e80 && code <= 0xffe6))

/** Columns a monospaced terminal gives a text: Chinese characters take two, so that the caret stands right. */
const displayWidth = (text: string): number => {
  let width = 0
  for (const char of text) width += isWide(char.codePointAt(0) ?? 0) ? 2 : 1
  return width
}

/**
 * The problem as a person reads it; `text` is the file's text.
 *
 *     issuance/x.yaml:7:8: no field or parameter is called "amuont"; did you mean "amount"? (unknown-name)
 *        7 | where: amuont > yuan(50000)
 *          |        ^^^^^^
 */
export const renderProblem = (problem: Problem, text: string): string => {
  const head = `${problem.path}:${problem.line}:${problem.column}: ${problem.message} (${problem.code})`
  const source = text.split(/\r?\n/)[problem.line - 1]
  if (source === undefined) return head
  const shown = source.replaceAll('\t', ' ')
  const number = String(problem.line).padStart(4)
  const before = displayWidth(shown.slice(0, problem.column - 1))
  const marked = shown.slice(problem.column - 1, problem.column - 1 + problem.length)
  const caret = ' '.repeat(before) + '^'.repeat(Math.max(1, displayWidth(marked)))
  return `${head}\n${number} | ${shown}\n${' '.repeat(number.length)} | ${caret}`
}
