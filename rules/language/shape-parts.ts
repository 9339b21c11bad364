import { type TSchema, Type } from 'typebox'
import { classes } from './classes.ts'
import { limits } from './limits.ts'
import { severities } from './severities.ts'
import { stages } from './stages.ts'

/** What the schemas of rule files of all kinds are made of. */

export const closed = { additionalProperties: false }
export const line = Type.String({ minLength: 1, maxLength: 2_000 })
export const words = Type.Object({ zh: line, en: line }, closed)
export const expression = Type.String({ minLength: 1 })
export const date = '^\\d{4}-\\d\\d-\\d\\d$'
export const day = Type.String({ pattern: date })
export const ruleId = '^[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+$'
export const identifier = '^[a-z][A-Za-z0-9]{0,39}$'
export const named = <T extends TSchema>(schema: T, maxProperties: number) =>
  Type.Record(Type.String({ pattern: identifier }), schema, { ...closed, maxProperties })
export const oneOrMore = Type.Union([line, Type.Array(line, { minItems: 1, maxItems: limits.eventTypes })])

export const bound = Type.Union([Type.Number(), line])

export const parameter = Type.Object(
  {
    default: Type.Union([Type.Number(), Type.String(), Type.Boolean()]),
    unit: Type.Optional(line),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
  },
  closed,
)

export const measure = Type.Object(
  {
    count: Type.Optional(Type.Literal(true)),
    sum: Type.Optional(expression),
    avg: Type.Optional(expression),
    min: Type.Optional(expression),
    max: Type.Optional(expression),
    distinct: Type.Optional(expression),
    over: Type.Optional(oneOrMore),
    where: Type.Optional(expression),
    within: line,
  },
  closed,
)

export const testEvent = Type.Object(
  {
    type: Type.Optional(line),
    id: Type.Optional(line),
    at: Type.Optional(line),
    subject: Type.Optional(line),
    orgunit: Type.Optional(line),
  },
  { additionalProperties: Type.Unknown() },
)

/** What every rule says. */
export const everyRule = {
  id: Type.String({ pattern: ruleId, maxLength: 80 }),
  version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  stage: Type.Enum([...stages]),
  risk: words,
  covers: Type.Optional(Type.String({ pattern: ruleId, maxLength: 80 })),
  severity: Type.Enum([...severities]),
  opens: Type.Enum(['record', 'remind', 'issue']),
  title: words,
  explanation: words,
  class: Type.Optional(Type.Enum([...classes])),
  owner: line,
  expectedRate: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000 })),
  basis: Type.Union([
    Type.Literal('bank policy'),
    Type.Array(Type.Object({ clause: line, from: Type.Optional(day), to: Type.Optional(day) }, closed), {
      minItems: 1,
      maxItems: 20,
    }),
  ]),
  check: words,
  rectify: words,
  group: Type.Optional(line),
  base: Type.Object(
    {
      type: line,
      data: Type.Record(Type.String(), Type.Unknown()),
      subject: Type.Optional(line),
      orgunit: Type.Optional(line),
      time: Type.Optional(line),
    },
    closed,
  ),
  tests: Type.Array(
    Type.Object(
      {
        name: line,
        events: Type.Array(testEvent, { minItems: 1, maxItems: 60 }),
        until: Type.Optional(line),
        hits: Type.Union([Type.Integer({ minimum: 0 }), Type.Array(line)]),
      },
      closed,
    ),
    { minItems: 1, maxItems: limits.tests },
  ),
}

/** What a rule says that is judged at an event. */
export const common = {
  ...everyRule,
  amount: Type.Optional(expression),
  calendar: Type.Optional(line),
  params: Type.Optional(named(parameter, limits.parameters)),
  on: oneOrMore,
  where: Type.Optional(expression),
  key: Type.Optional(Type.Array(line, { minItems: 1, maxItems: limits.keyFields, uniqueItems: true })),
}
