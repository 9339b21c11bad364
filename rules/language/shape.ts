import { Type } from 'typebox'
import { limits } from './limits.ts'
import { suggestion } from './nearest.ts'
import type { Problem } from './problem.ts'
import { flowDeviations } from './rule.ts'
import { shapeErrors } from './shape-errors.ts'
import {
  bound,
  closed,
  common,
  date,
  everyRule,
  expression,
  identifier,
  line,
  measure,
  named,
  oneOrMore,
  ruleId,
} from './shape-parts.ts'
import type { Place, Source } from './source.ts'

/** JSON Schema of a rule file, one a kind; also what an editor of rules can complete from. */
export const ruleSchemas = {
  match: Type.Object({ kind: Type.Literal('match'), ...common }, closed),
  window: Type.Object(
    { kind: Type.Literal('window'), ...common, measures: named(measure, limits.measures), when: expression },
    closed,
  ),
  deadline: Type.Object(
    {
      kind: Type.Literal('deadline'),
      ...common,
      expect: oneOrMore,
      expectWhere: Type.Optional(expression),
      pause: Type.Optional(oneOrMore),
      pauseWhere: Type.Optional(expression),
      resume: Type.Optional(oneOrMore),
      resumeWhere: Type.Optional(expression),
      restart: Type.Optional(oneOrMore),
      restartWhere: Type.Optional(expression),
      within: line,
      remind: Type.Optional(Type.Array(line, { minItems: 1, maxItems: limits.reminders })),
    },
    closed,
  ),
  sequence: Type.Object(
    {
      kind: Type.Literal('sequence'),
      ...common,
      // biome-ignore lint/suspicious/noThenProperty: a field of a rule file; nothing awaits a schema.
      then: oneOrMore,
      thenWhere: Type.Optional(expression),
      within: line,
      without: Type.Optional(oneOrMore),
      withoutWhere: Type.Optional(expression),
      pair: Type.Optional(Type.Enum(['first', 'last', 'each'])),
      when: Type.Optional(expression),
    },
    closed,
  ),
  peer: Type.Object(
    {
      kind: Type.Literal('peer'),
      ...common,
      value: Type.Object(
        {
          count: Type.Optional(Type.Literal(true)),
          sum: Type.Optional(expression),
          min: Type.Optional(expression),
          max: Type.Optional(expression),
          distinct: Type.Optional(expression),
        },
        closed,
      ),
      days: Type.Integer({ minimum: 1, maximum: limits.baselineDays }),
      against: Type.Union([
        Type.Literal('own'),
        Type.Array(line, { minItems: 1, maxItems: limits.keyFields, uniqueItems: true }),
      ]),
      compare: Type.Enum(['ratio', 'z']),
      over: Type.Optional(bound),
      below: Type.Optional(bound),
      minimum: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      when: Type.Optional(expression),
    },
    closed,
  ),
  flow: Type.Object(
    {
      kind: Type.Literal('flow'),
      ...everyRule,
      flow: line,
      deviation: Type.Enum([...flowDeviations]),
      node: Type.Optional(Type.String({ pattern: identifier })),
      nodes: Type.Optional(Type.Array(Type.String({ pattern: identifier }), { minItems: 2, maxItems: 2 })),
      at: Type.Optional(Type.String({ pattern: identifier })),
      amount: Type.Optional(expression),
      calendar: Type.Optional(line),
    },
    closed,
  ),
  score: Type.Object(
    {
      kind: Type.Literal('score'),
      ...everyRule,
      of: Type.Record(Type.String({ pattern: ruleId }), Type.Integer({ minimum: 1, maximum: 1_000 }), {
        ...closed,
        minProperties: 1,
        maxProperties: limits.scored,
      }),
      within: line,
      bands: Type.Array(
        Type.Object({ from: Type.Integer({ minimum: 1, maximum: 1_000_000 }), severity: everyRule.severity }, closed),
        { minItems: 1, maxItems: 4 },
      ),
    },
    closed,
  ),
} as const

const isKind = (kind: unknown): kind is keyof typeof ruleSchemas =>
  typeof kind === 'string' && Object.hasOwn(ruleSchemas, kind)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Problems of shape: fields missing, unknown or of the wrong form. None means the data is a `Rule`. */
export const checkShape = (source: Source): Problem[] => {
  const { data } = source
  if (!isObject(data)) return [source.problemAt([], 'shape', 'a rule file is a mapping of fields')]
  const kind = data.kind
  if (!isKind(kind)) {
    const message = kind === undefined ? '"kind" is missing' : `there is no kind "${String(kind)}" of rule`
    return [source.problemAt(['kind'], 'shape', `${message}; it is one of ${Object.keys(ruleSchemas).join(', ')}`)]
  }
  const schema = ruleSchemas[kind]
  const problems: Problem[] = []
  const told = new Set<string>()
  const tell = (place: Place, message: string, at: 'key' | 'value' = 'value') => {
    const key = `${at} ${JSON.stringify(place)}`
    if (told.has(key)) return
    told.add(key)
    problems.push(source.problemAt(place, 'shape', message, at))
  }
  // Of one place several complaints come: the last is the widest (`anyOf` after its branches), so that one is told.
  for (const error of shapeErrors(schema, data).reverse()) {
    const place = placeOf(error.instancePath, data)
    const label = place.length === 0 ? 'the rule' : `"${place.join('.')}"`
    const params = error.params as Record<string, unknown>
    switch (error.keyword) {
      case 'required':
        for (const name of params.requiredProperties as string[])
          tell([...place, name], `"${name}" is missing in ${label}`)
        break
      case 'additionalProperties': {
        const known = propertiesAt(schema, place)
        for (const name of params.additionalProperties as string[]) {
          const why = known
            ? `there is no field "${name}" in ${label}`
            : `"${name}" is no name: it needs the form amountMax`
          tell([...place, name], `${why}${known ? suggestion(name, known) : ''}`, 'key')
        }
        break
      }
      case 'enum':
        tell(place, `${label} is one of ${(params.allowedValues as unknown[]).join(', ')}`)
        break
      case 'anyOf':
        tell(place, anyOf[String(place.at(-1))] ?? `${label} has none of the forms it may have`)
        break
      case 'type':
        // Inside a union its own sentence says more.
        if (!error.schemaPath.includes('/anyOf/'))
          tell(place, `${label} must be ${articled[String(params.type)] ?? params.type}`)
        break
      case 'pattern':
        tell(place, `${label} has not the form ${forms[String(params.pattern)] ?? params.pattern}`)
        break
      default:
        if (!error.schemaPath.includes('/anyOf/')) tell(place, `${label} ${error.message}`)
    }
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column).slice(0, limits.problems)
}

/** What the patterns above stand for, by example. */
const forms: Record<string, string> = {
  [ruleId]: 'post-loan.harsh-wording: small letters, digits, hyphens and at least one dot',
  [identifier]: 'amountMax',
  [date]: '2026-03-31',
}

const articled: Record<string, string> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a mapping',
  array: 'a list',
}

const anyOf: Record<string, string> = {
  basis: '"basis" is the text "bank policy" or a list of {clause, from, to}',
  hits: '"hits" is a whole number or a list of steps such as [remind-1, breach]',
  default: '"default" is a number, a text or true or false',
  on: '"on" is the name of an event type or a list of names',
  over: '"over" is the name of an event type or a list of names; of a peer rule a number or a parameter',
  below: '"below" is a number or a parameter',
  against: '"against" is the text "own" or a list of fields',
  expect: '"expect" is the name of an event type or a list of names',
  pause: '"pause" is the name of an event type or a list of names',
  resume: '"resume" is the name of an event type or a list of names',
  restart: '"restart" is the name of an event type or a list of names',
  // biome-ignore lint/suspicious/noThenProperty: `then` is a field of a rule file.
  then: '"then" is the name of an event type or a list of names',
  without: '"without" is the name of an event type or a list of names',
}

/** JSON pointer to keys; an index where the data has a list. */
const placeOf = (pointer: string, data: unknown): Place => {
  const place: (string | number)[] = []
  let here: unknown = data
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const step = Array.isArray(here) ? Number(key) : key
    place.push(step)
    here = Array.isArray(here) ? here[Number(key)] : isObject(here) ? here[key] : undefined
  }
  return place
}

/** Names a mapping may have at a place, or null where names are free. */
const propertiesAt = (schema: unknown, place: Place): string[] | null => {
  let here: unknown = schema
  for (const step of place) {
    if (!isObject(here)) return null
    if (typeof step === 'number') here = here.items
    else if (isObject(here.properties) && step in here.properties) here = here.properties[step]
    else if (isObject(here.patternProperties)) here = Object.values(here.patternProperties)[0]
    else if (Array.isArray(here.anyOf)) here = here.anyOf.find((branch) => isObject(branch) && 'items' in branch)
  }
  return isObject(here) && isObject(here.properties) ? Object.keys(here.properties) : null
}
