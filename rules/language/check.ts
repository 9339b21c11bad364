import type { ASTNode } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import { type FieldName, fields } from '../events/fields.ts'
import { parseWall } from './duration.ts'
import { limits } from './limits.ts'
import { suggestion } from './nearest.ts'
import { carries, fieldNamed, namesIn, type Scope } from './scope.ts'
import { mirrored, type Signature, type SignatureName, signatureNames, signatures } from './signatures.ts'
import type { CallNode, ListNode, LiteralNode, Node, ValueType } from './tree.ts'

export interface Range {
  readonly start: number
  readonly end: number
}
/** A problem inside one expression, by place in its text. */
export interface Complaint {
  readonly range: Range
  readonly code: string
  readonly message: string
}

const literal = (type: LiteralNode['type'], value: number | string | boolean): LiteralNode =>
  Object.freeze({ kind: 'literal', type, value })
const call = (op: SignatureName, type: CallNode['type'], args: readonly Node[]): CallNode =>
  Object.freeze({ kind: 'call', type, op, args: Object.freeze([...args]) })

/**
 * The typed tree of a syntax tree, or null after having said why in `complaints`. Checking goes on after a complaint
 * as far as it can, so that an author sees all unknown names at once.
 */
export const checkNode = (ast: ASTNode, scope: Scope, complaints: Complaint[]): Node | null => {
  const complain = (code: string, message: string, at: ASTNode = ast): null => {
    complaints.push({ range: at.range, code, message })
    return null
  }
  const inner = (part: ASTNode) => checkNode(part, scope, complaints)

  switch (ast.op) {
    case 'value':
      return constant(ast.args, complain)
    case 'id':
      return name(ast.args, scope, complain)
    case '.': {
      const [of, member] = ast.args
      if (of.op === 'id' && of.args === 'first') return ofFirst(member, scope, complain)
      if (of.op !== 'id' || of.args !== 'param')
        return complain('syntax', 'only parameters are written with a dot: param.name')
      return parameter(member, scope, complain)
    }
    case '!_':
      return apply('!', 'prefix', [ast.args], inner, complain)
    case '-_': {
      if (ast.args.op === 'value' && typeof ast.args.args === 'bigint') return constant(-ast.args.args, complain)
      if (ast.args.op === 'value' && typeof ast.args.args === 'number') return constant(-ast.args.args, complain)
      return apply('-', 'prefix', [ast.args], inner, complain)
    }
    case '?:':
      return apply('?:', 'ternary', ast.args, inner, complain)
    case 'call':
      return named(ast.args[0], ast.args[1], inner, complain, scope)
    case 'rcall':
      return named(ast.args[0], [ast.args[1], ...ast.args[2]], inner, complain, scope)
    case 'list':
      return complain('syntax', 'a list stands only on the right of "in"')
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '&&':
    case '||':
      return ast.op === 'in'
        ? membership(ast.args, inner, complain, scope)
        : comparable(apply(ast.op, 'infix', ast.args, inner, complain), ast, scope, complain)
    default:
      return complain('syntax', 'this form of CEL is not part of the rule language')
  }
}

type Complain = (code: string, message: string, at?: ASTNode) => null
type Inner = (part: ASTNode) => Node | null

const constant = (value: unknown, complain: Complain): LiteralNode | null => {
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (!Number.isSafeInteger(number)) return complain('number', 'an int must be within ±9007199254740991')
    return literal('int', number)
  }
  if (typeof value === 'number') return literal('double', value === 0 ? 0 : value)
  if (typeof value === 'string') return literal('text', value)
  if (typeof value === 'boolean') return literal('bool', value)
  if (value === null) return complain('null', 'nothing equals null; ask for absence with !has(name)')
  return complain('syntax', 'only ints, doubles, texts and true or false are constants here')
}

const name = (written: string, scope: Scope, complain: Complain): Node | null => {
  const measure = Object.hasOwn(scope.measures, written) ? scope.measures[written] : undefined
  if (measure) return Object.freeze({ kind: 'measure', type: measure, name: written })
  const field = fieldNamed(written)
  if (!field) {
    if (Object.hasOwn(scope.params, written))
      return complain('unknown-name', `a parameter is written with a dot: param.${written}`)
    return complain('unknown-name', `no field is called "${written}"${suggestion(written, namesIn(scope))}`)
  }
  if (!scope.types.some((type) => carries(type, field))) {
    const types = scope.types.map((type) => type.name).join(', ')
    return complain('foreign-field', `"${written}" is not a field of ${types}${suggestion(written, namesIn(scope))}`)
  }
  return field
}

const parameter = (written: string, scope: Scope, complain: Complain): Node | null => {
  const found = Object.hasOwn(scope.params, written) ? scope.params[written] : undefined
  if (!found) {
    const near = suggestion(written, Object.keys(scope.params))
    return complain('unknown-name', `the rule has no parameter "${written}"${near}`)
  }
  return Object.freeze({ kind: 'param', type: found.type, name: written })
}

/** `first.amount`: the field as the first event of the sequence has it. */
const ofFirst = (written: string, scope: Scope, complain: Complain): Node | null => {
  if (!scope.first)
    return complain('first', '"first" is the first event of a sequence; only "when" and "amount" see it')
  const of: Scope = { types: scope.first, params: {}, measures: {} }
  const field = name(written, of, complain)
  return field?.kind === 'field' ? Object.freeze({ ...field, kind: 'first' }) : null
}

/** A function: the two that make constants, `has` and `matches` with what they ask beyond types, and the table. */
const named = (
  written: string,
  args: readonly ASTNode[],
  inner: Inner,
  complain: Complain,
  scope: Scope,
): Node | null => {
  if (written === 'yuan') return yuan(args, complain)
  if (written === 'duration') return duration(args, complain)
  const known = signatureNames.some(
    (key) => signatures[key].style === 'function' && signatures[key].written === written,
  )
  if (!known) {
    const names = [...signatureNames.filter((key) => signatures[key].style === 'function'), 'yuan', 'duration']
    return complain('unknown-function', `there is no function "${written}"${suggestion(written, names)}`)
  }
  const node = apply(written, 'function', args, inner, complain)
  if (node?.kind !== 'call') return node
  if (node.op === 'has' && !['field', 'first', 'measure'].includes(String(node.args[0]?.kind)))
    return complain('has', 'has(…) asks for a field or a measure')
  if (node.op === 'matches') return pattern(node, args[1], complain)
  if (node.op === 'onList') return onList(node, args, scope, complain)
  return node
}

/** A field that the list holds values of, and the list's name. */
const onList = (node: CallNode, args: readonly ASTNode[], scope: Scope, complain: Complain): Node | null => {
  const [field, name] = node.args
  if (name?.kind !== 'literal') return complain('list', 'the list is named by a constant text', args[1])
  const lists = scope.lists ?? []
  const list = lists.find((one) => one.name === name.value)
  if (!list) {
    const near = suggestion(
      String(name.value),
      lists.map((one) => one.name),
    )
    return complain('unknown-list', `there is no list "${name.value}"${near}`, args[1])
  }
  if ((field?.kind === 'field' || field?.kind === 'first') && list.of.includes(field.name)) return node
  return complain('list', `the list "${list.name}" holds values of ${list.of.join(', ')} and of nothing else`, args[0])
}

const pattern = (node: CallNode, at: ASTNode | undefined, complain: Complain): Node | null => {
  const text = node.args[1]
  if (text?.kind !== 'literal') return complain('pattern', 'the pattern of matches must be a constant text', at)
  const written = String(text.value)
  if (written.length > limits.patternCharacters)
    return complain('pattern', `a pattern has at most ${limits.patternCharacters} characters`, at)
  try {
    const size = RE2JS.compile(written).programSize()
    return size <= limits.patternProgram
      ? node
      : complain('pattern', `the pattern compiles to ${size} steps, at most ${limits.patternProgram} are allowed`, at)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it does not compile'
    return complain('pattern', `not a pattern of RE2: ${reason}`, at)
  }
}

const yuan = (args: readonly ASTNode[], complain: Complain): Node | null => {
  const value = args.length === 1 && args[0]?.op === 'value' ? args[0].args : undefined
  if (typeof value !== 'bigint' && typeof value !== 'number')
    return complain('yuan', 'yuan takes one number, such as yuan(50000)')
  const fen = typeof value === 'bigint' ? Number(value * 100n) : Math.round(value * 100)
  if (typeof value === 'number' && fen / 100 !== value)
    return complain('yuan', 'yuan takes at most two decimals: the smallest unit is one fen')
  if (!Number.isSafeInteger(fen)) return complain('number', 'an int must be within ±9007199254740991')
  return literal('int', fen)
}

const duration = (args: readonly ASTNode[], complain: Complain): Node | null => {
  const value = args.length === 1 && args[0]?.op === 'value' ? args[0].args : undefined
  const ms = typeof value === 'string' ? parseWall(value) : null
  return ms === null
    ? complain('duration', "duration takes one text of wall-clock time, such as duration('24h') or duration('7d')")
    : literal('int', ms)
}

/** `x in [a, b]`: the list's constants take the type of the left side. */
const membership = (
  [left, right]: readonly [ASTNode, ASTNode],
  inner: Inner,
  complain: Complain,
  scope: Scope,
): Node | null => {
  const value = inner(left)
  if (right.op !== 'list') return complain('list', "the right of \"in\" is a list of constants: ['a', 'b']", right)
  if (right.args.length === 0) return complain('list', 'an empty list has nothing in it', right)
  const items: LiteralNode[] = []
  for (const part of right.args) {
    const item = inner(part)
    if (!item) return null
    if (item.kind !== 'literal') return complain('list', 'a list holds constants only', part)
    items.push(item)
  }
  if (!value) return null
  const double = value.type === 'double' || items.some((item) => item.type === 'double')
  const typed = items.map((item) => (double && item.type === 'int' ? literal('double', item.value) : item))
  const type = typed[0]!.type
  const odd = typed.findIndex((item) => item.type !== type)
  if (odd >= 0)
    return complain('list', `a list holds constants of one type, not ${type} and ${typed[odd]!.type}`, right)
  const subject = double && value.type === 'int' ? widened(value) : value
  if (subject.type !== type || type === 'bool')
    return complain('type', `"in" does not look for ${value.type} in a list of ${type}`)
  const list: ListNode = Object.freeze({ kind: 'list', type, items: Object.freeze(typed) })
  const node = call('isIn', 'bool', [subject, list])
  for (const [i, item] of typed.entries()) {
    if (!allowed(subject, item, scope, (message) => complain('code', message, right.args[i]))) return null
  }
  return node
}

/** Refuses a comparison of a code with a text it can never be, the most frequent slip in a rule. */
const comparable = (node: Node | null, ast: ASTNode, scope: Scope, complain: Complain): Node | null => {
  if (node?.kind !== 'call' || (node.op !== 'equal' && node.op !== 'notEqual')) return node
  const [left, right] = node.args as [Node, Node]
  const parts = ast.args as readonly [ASTNode, ASTNode]
  const fine =
    allowed(left, right, scope, (message) => complain('code', message, parts[1])) &&
    allowed(right, left, scope, (message) => complain('code', message, parts[0]))
  return fine ? node : null
}

const allowed = (field: Node, value: Node, scope: Scope, complain: (message: string) => null): boolean => {
  if (field.kind !== 'field' && field.kind !== 'first') return true
  if (value.kind !== 'literal' || typeof value.value !== 'string') return true
  const types = field.kind === 'first' ? (scope.first ?? []) : scope.types
  const values = valuesOf(field.name, field.envelope, { ...scope, types })
  if (!values || values.includes(value.value)) return true
  complain(
    `"${value.value}" is never a value of ${field.name}${suggestion(value.value, values) || ` (${values.join(', ')})`}`,
  )
  return false
}

const valuesOf = (fieldName: string, envelope: boolean, scope: Scope): readonly string[] | null => {
  if (envelope) return fieldName === 'type' ? scope.types.map((type) => type.name) : null
  const field = fields[fieldName as FieldName]
  return 'values' in field ? field.values : null
}

const widened = (node: Node): Node =>
  node.kind === 'literal' ? literal('double', node.value) : call('intToDouble', 'double', [node])

/** Picks the signature of that spelling whose form the arguments fit, first as they are, then with ints as doubles. */
const apply = (
  written: string,
  style: Signature['style'],
  parts: readonly ASTNode[],
  inner: Inner,
  complain: Complain,
): Node | null => {
  const args: Node[] = []
  for (const part of parts) {
    const arg = inner(part)
    if (arg) args.push(arg)
  }
  if (args.length < parts.length) return null
  const found = fit(written, style, args)
  if (found) return found
  if (args[0]?.type === 'int' && args[1]?.type === 'average') {
    const turned = mirrored[written]
    const node = turned && fit(turned, style, [args[1], args[0]])
    if (node) return node
  }
  const types = args.map((arg) => arg.type).join(' and ')
  const forms = signatureNames
    .filter((key) => signatures[key].written === written && signatures[key].style === style)
    .flatMap((key) => signatures[key].forms.map((f) => f.args.join(', ')))
  return complain(
    'type',
    `"${written}" does not take ${types || 'nothing'}; it takes (${[...new Set(forms)].join(') or (')})`,
  )
}

const fit = (written: string, style: Signature['style'], args: readonly Node[]): CallNode | null => {
  for (const widening of [false, true]) {
    for (const key of signatureNames) {
      const signature: Signature = signatures[key]
      if (signature.written !== written || signature.style !== style) continue
      for (const form of signature.forms) {
        if (form.args.length !== args.length) continue
        const fits = form.args.every((type, i) => {
          const given: ValueType = args[i]!.type
          return given === type || (widening && given === 'int' && type === 'double')
        })
        if (!fits) continue
        const typed = args.map((arg, i) => (form.args[i] === arg.type ? arg : widened(arg)))
        return call(key, form.result, typed)
      }
    }
  }
  return null
}
