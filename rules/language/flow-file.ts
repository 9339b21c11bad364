import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { fields } from '../events/fields.ts'
import { limits } from './limits.ts'
import { flowDeviations } from './rule.ts'
import { ruleSchemas } from './shape.ts'
import { shapeErrors } from './shape-errors.ts'
import type { Source } from './source.ts'
import type { Tell } from './tell.ts'

const closed = { additionalProperties: false }
const line = Type.String({ minLength: 1, maxLength: 2_000 })
const name = Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,39}$' })
const byNode = <T extends TSchema>(schema: T) =>
  Type.Record(name, schema, { ...closed, maxProperties: limits.flowNodes })
const types = Type.Union([line, Type.Array(line, { minItems: 1, maxItems: limits.eventTypes })])
const number = Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), line])
const pair = Type.Array(name, { minItems: 2, maxItems: 2 })

/** JSON Schema of a flow file. */
export const flowSchema = Type.Object(
  {
    kind: Type.Literal('flow-graph'),
    name: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 60 }),
    zh: line,
    en: line,
    on: Type.Optional(line),
    key: Type.Optional(Type.Array(line, { minItems: 1, maxItems: limits.keyFields, uniqueItems: true })),
    within: line,
    params: Type.Optional(ruleSchemas.match.properties.params),
    nodes: byNode(
      Type.Object(
        {
          zh: line,
          en: line,
          on: types,
          where: Type.Optional(line),
          by: Type.Optional(
            Type.Array(Type.Enum([...fields.actorRole.values]), { minItems: 1, maxItems: 8, uniqueItems: true }),
          ),
          begins: Type.Optional(Type.Enum(['auto', 'manual'])),
        },
        closed,
      ),
    ),
    edges: Type.Array(pair, { minItems: 1, maxItems: limits.flowEdges }),
    skip: Type.Optional(byNode(line)),
    times: Type.Optional(
      byNode(
        Type.Array(Type.Object({ when: Type.Optional(line), least: number }, closed), { minItems: 1, maxItems: 20 }),
      ),
    ),
    different: Type.Optional(Type.Array(pair, { minItems: 1, maxItems: limits.flowNodes })),
    rework: Type.Optional(byNode(number)),
    beyond: Type.Optional(byNode(line)),
    finds: Type.Optional(Type.Array(Type.Enum([...flowDeviations]), { minItems: 1, maxItems: 6, uniqueItems: true })),
  },
  closed,
)
export type FlowFile = Static<typeof flowSchema>

/** Whether a file of a bundle is a flow and not a rule. */
export const isFlowFile = (text: string): boolean => /^kind:[ \t]*flow-graph[ \t]*(#.*)?$/m.test(text)

/** The file as it is written, or null after its problems of shape have been told. */
export const flowFile = ({ data }: Source, tell: Tell): FlowFile | null => {
  if (Value.Check(flowSchema, data)) return data
  for (const error of shapeErrors(flowSchema, data).slice(0, 5)) {
    const place = error.instancePath
      .split('/')
      .slice(1)
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const label = place.length === 0 ? 'the flow' : `"${place.join('.')}"`
    if (error.keyword === 'required')
      for (const missing of (error.params as { requiredProperties: string[] }).requiredProperties)
        tell([...place, missing], 'shape', `"${missing}" is missing in ${label}`)
    else if (error.keyword === 'additionalProperties')
      for (const unknown of (error.params as { additionalProperties: string[] }).additionalProperties)
        tell([...place, unknown], 'shape', `there is no field "${unknown}" in ${label}`)
    else tell(place, 'shape', `${label} ${error.message}`)
  }
  return null
}
