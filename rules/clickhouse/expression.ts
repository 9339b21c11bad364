import { type Field, maxFen, maxInt } from '../events/field.ts'
import { type FieldName, fields } from '../events/fields.ts'
import { beyond } from '../events/moment.ts'
import { headOffice } from '../events/orgunit.ts'
import type { FieldNode, FirstNode, Node, ParamNode } from '../language/tree.ts'
import { operators, truth } from './operators.ts'
import type { Scope } from './scope.ts'
import { literal, quoted, type Sql } from './sql.ts'

/** The name a field has in a query. Prefixed, because a ClickHouse alias would hide a column of the same name. */
export const fieldName = (name: string): string => `f_${name}`
/** The name a field of the first event of a sequence has. */
export const firstName = (name: string): string => `a_${name}`
export const measureName = (name: string): string => `m_${name}`

const infinite = Number.POSITIVE_INFINITY

const boundOfField = ({ envelope, name, type }: FieldNode | FirstNode): number => {
  if (type === 'moment') return beyond - 1
  if (type !== 'int') return infinite
  if (envelope) return infinite
  const { minimum = -maxInt, maximum = maxFen } = (fields[name as FieldName] as Field).schema as {
    minimum?: number
    maximum?: number
  }
  return Math.max(Math.abs(minimum), Math.abs(maximum))
}

/** Whether a row's orgunit lies in a unit. */
const within = (unit: string): string => `(f_orgunit = ${quoted(unit)} OR startsWith(f_orgunit, ${quoted(`${unit}-`)}))`

/** Branches of a parameter, the deepest unit first; the head office's value stands for the default. */
export const branchesOf = (
  scope: Pick<Scope, 'rule' | 'parameters'>,
  param: string,
): { branches: [condition: string, value: number | string | boolean][]; otherwise: number | string | boolean } => {
  const declared = scope.rule.params[param]
  if (!declared) throw new Error(`${scope.rule.id}: parameter ${param} is not declared`)
  const values = scope.parameters[param] ?? {}
  // Of the units that contain one orgunit the longest id is the deepest.
  const units = Object.keys(values)
    .filter((unit) => unit !== headOffice)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  return {
    branches: units.map((unit) => [within(unit), values[unit] as number | string | boolean]),
    otherwise: values[headOffice] ?? declared.default,
  }
}

const parameter = (scope: Scope, { name, type }: ParamNode): Sql => {
  const { branches, otherwise } = branchesOf(scope, name)
  const last = literal(type, otherwise)
  const values = branches.map(([condition, value]) => [condition, literal(type, value)] as const)
  // Besides being shorter: ClickHouse fails on a choice between equal constants, see `choose`.
  if (values.every(([, value]) => value.text === last.text)) return last
  return {
    text: `multiIf(${values.map(([condition, value]) => `${condition}, ${value.text}`).join(', ')}, ${last.text})`,
    nullable: false,
    bound: Math.max(last.bound, ...values.map(([, value]) => value.bound)),
  }
}

const measure = (scope: Scope, name: string): Sql => {
  const found = scope.measures.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`${scope.rule.id}: measure ${name} is not declared`)
  const counts = found.function === 'count' || found.function === 'distinct'
  return {
    text: measureName(name),
    nullable: !counts,
    bound: counts ? maxInt : Number.MAX_SAFE_INTEGER,
  }
}

/** A checked expression as SQL over rows that have its fields, measures and `f_orgunit` under their names. */
export const translate = (scope: Scope, node: Node): Sql => {
  switch (node.kind) {
    case 'literal':
      return literal(node.type, node.value)
    case 'field':
      return { text: fieldName(node.name), nullable: !node.envelope, bound: boundOfField(node) }
    case 'first':
      return { text: firstName(node.name), nullable: !node.envelope, bound: boundOfField(node) }
    case 'param':
      return parameter(scope, node)
    case 'measure':
      return measure(scope, node.name)
    case 'list':
      return {
        text: `(${node.items.map((item) => literal(item.type, item.value).text).join(', ')})`,
        nullable: false,
        bound: infinite,
      }
    case 'call': {
      const [a, b, c] = node.args.map((arg) => translate(scope, arg)) as [Sql, Sql, Sql]
      return operators[node.op](scope, a, b, c)
    }
  }
}

/** A condition as SQL that is never null; no condition holds always. */
export const condition = (scope: Scope, node: Node | null): string =>
  node === null ? 'true' : truth(translate(scope, node))
