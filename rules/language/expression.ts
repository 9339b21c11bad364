import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js'
import { type Complaint, checkNode, type Range } from './check.ts'
import { limits } from './limits.ts'
import type { Scope } from './scope.ts'
import type { Node, ValueType } from './tree.ts'

export type { Complaint, Range }

const parser = new Environment({
  limits: {
    maxAstNodes: limits.expressionNodes,
    maxDepth: limits.expressionDepth,
    maxListElements: limits.listItems,
  },
})

/** The syntax tree, or the one complaint the parser has. */
const parse = (text: string): ASTNode | Complaint => {
  if (text.length > limits.expressionCharacters) {
    const message = `an expression has at most ${limits.expressionCharacters} characters, this has ${text.length}`
    return { range: { start: 0, end: 1 }, code: 'too-long', message }
  }
  try {
    return parser.parse(text).ast
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    const { start, end } = error.range ?? { start: 0, end: 1 }
    const code = error.code === 'limit_exceeded' ? 'too-complex' : 'syntax'
    return { range: { start, end }, code, message: lowerFirst(error.summary) }
  }
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/**
 * Parses and checks one expression in CEL syntax. `wanted` are the types it may have; an int passes where only a double
 * is wanted. Ranges of the complaints count UTF-16 units of `text`.
 */
export const readExpression = (
  text: string,
  scope: Scope,
  wanted: readonly ValueType[],
): { node: Node; complaints: [] } | { node: null; complaints: Complaint[] } => {
  const ast = parse(text)
  if ('code' in ast) return { node: null, complaints: [ast] }
  const complaints: Complaint[] = []
  const node = checkNode(ast, scope, complaints)
  if (node && complaints.length === 0 && !wanted.includes(node.type)) {
    const message = `this must be ${wanted.join(' or ')}, but it is ${node.type}`
    complaints.push({ range: ast.range, code: 'type', message })
  }
  return node && complaints.length === 0 ? { node, complaints: [] } : { node: null, complaints }
}
