import {
  Composer,
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  Parser,
  visit,
  type Node as YamlNode,
} from 'yaml'
import { excessOf } from './bounds.ts'
import { hiddenCharacter } from './characters.ts'
import { limits } from './limits.ts'
import type { Problem } from './problem.ts'

/** Where in the data: keys of mappings and indexes of sequences. */
export type Place = readonly (string | number)[]

/** A parsed file that can still tell where each value stands. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly data: unknown
  /** A problem at a value, or at its key when `at` is `key`. */
  problemAt(place: Place, code: string, message: string, at?: 'key' | 'value'): Problem
  /** A problem inside a text value; start and end count UTF-16 units of the value, not of the file. */
  problemWithin(place: Place, start: number, end: number, code: string, message: string): Problem
}

const longestMessage = 400

/** Parses YAML 1.2, core schema, without anchors, aliases, tags or repeated keys. */
export const readSource = (path: string, text: string): { source: Source | null; problems: Problem[] } => {
  const lines = new LineCounter()
  const problem = (start: number, end: number, code: string, message: string): Problem => {
    const { line, col } = lines.linePos(start)
    const lineEnd = lines.lineStarts[line] ?? text.length + 1
    const length = Math.max(1, Math.min(end, lineEnd - 1) - start)
    // What was written may be quoted, and be as long as the file.
    const told = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message
    return { path, line: Math.max(1, line), column: Math.max(1, col), length, code, message: told }
  }
  if (text.length > limits.fileCharacters) {
    const message = `a rule file has at most ${limits.fileCharacters} characters`
    return { source: null, problems: [{ path, line: 1, column: 1, length: 1, code: 'too-long', message }] }
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  const excess = excessOf(tokens)
  if (excess) {
    const { offset, code, message } = excess
    return { source: null, problems: [problem(offset, offset + 1, code, message)] }
  }
  const composer = new Composer({ schema: 'core', uniqueKeys: true, prettyErrors: false, logLevel: 'error' })
  const [document, second] = composer.compose(tokens, true, text.length)
  if (!document) throw new Error('the parser of YAML made no document')
  const problems = [...document.errors, ...document.warnings]
    .slice(0, limits.problems)
    .map((error) => problem(error.pos[0], error.pos[1], 'yaml', lowerFirst(error.message)))
  if (problems.length === 0 && second)
    problems.push(problem(second.range[0], second.range[0] + 1, 'yaml', 'a rule file has one document'))
  if (problems.length > 0) return { source: null, problems }
  const collection = keyOfParts(document)
  if (collection) {
    const [start, end] = collection.range ?? [0, 1]
    return { source: null, problems: [problem(start, end, 'yaml', 'a key is a text, not a list or a mapping')] }
  }
  let data: unknown
  try {
    data = document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return { source: null, problems: [problem(0, 1, 'yaml', 'a rule file has no anchors and aliases')] }
  }
  const found = hiddenCharacter(data)
  if (found) {
    const [start, end] = rangeOf(document, found.place, 'key')
    const message = `the character ${found.character} has no place in a rule: it cannot be seen or not be stored`
    return { source: null, problems: [problem(start, end, 'character', message)] }
  }

  const source: Source = {
    path,
    text,
    data,
    problemAt(place, code, message, at = 'value') {
      const [start, end] = rangeOf(document, place, at)
      return problem(start, end, code, message)
    },
    problemWithin(place, start, end, code, message) {
      const node = place.length === 0 ? document.contents : document.getIn(place, true)
      if (!isScalar(node) || typeof node.value !== 'string') return source.problemAt(place, code, message)
      const offsets = offsetsOf(node.value, node, text)
      const from = offsets[Math.min(start, node.value.length)]!
      const last = offsets[Math.min(Math.max(start, end - 1), node.value.length)]!
      return problem(from, last + 1, code, message)
    },
  }
  return { source, problems: [] }
}

/** A key that is no plain value, if there is one. */
const keyOfParts = (document: Document): YamlNode | null => {
  let found: YamlNode | null = null
  visit(document, {
    Pair(_, { key }) {
      if (!isNode(key) || isScalar(key)) return undefined
      found = key
      return visit.BREAK
    },
  })
  return found
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** Range of the nearest thing that exists along a place: a missing field is reported at its parent. */
const rangeOf = (document: Document, place: Place, at: 'key' | 'value'): [number, number] => {
  for (let depth = place.length; depth > 0; depth--) {
    const here = place.slice(0, depth)
    if (at === 'key' && depth === place.length) {
      const parent = depth === 1 ? document.contents : document.getIn(here.slice(0, -1), true)
      const pair = isMap(parent)
        ? parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === here.at(-1))
        : undefined
      if (pair && isNode(pair.key) && pair.key.range) return [pair.key.range[0], pair.key.range[1]]
    }
    const node = document.getIn(here, true)
    if (isNode(node) && node.range) return [node.range[0], node.range[1]]
  }
  return [0, 1]
}

/**
 * For every character of a scalar's value its offset in the file. YAML folds lines and takes indentation away but keeps
 * the order of the other characters, so these are found one after the other.
 */
const offsetsOf = (value: string, node: YamlNode & { type?: string }, text: string): number[] => {
  const [start, end] = node.range ?? [0, 0]
  const isBlock = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL'
  const isQuoted = node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE'
  let at = isBlock ? text.indexOf('\n', start) + 1 : isQuoted ? start + 1 : start
  const offsets: number[] = []
  for (const char of value.split('')) {
    if (!/\s/.test(char)) while (at < end - 1 && text[at] !== char) at++
    offsets.push(at)
    if (at < end - 1) at++
  }
  offsets.push(Math.max(start, Math.min(at, end - 1)))
  return offsets
}
