import { catalogue } from './catalogue.ts'
import type { Field } from './field.ts'
import { type FieldName, fields } from './fields.ts'
import { firstYear, lastYear } from './moment.ts'
import { dataSchema, type EventType, fieldsOf } from './type.ts'

/** A JSON document; keys with a value each. */
export interface Document {
  [key: string]: string | number | boolean | null | Document | (string | number | boolean | Document)[]
}

const plain = (schema: unknown): Document => JSON.parse(JSON.stringify(schema))
const familyOf = (type: EventType): string => type.name.split('.')[0] as string
const families = [...new Set(catalogue.map(familyOf))]
const reference = (path: string): Document => ({ $ref: `#/${path}` })

/** The dictionary entry of a field as a schema: its JSON Schema with names, unit and what the contract does with it. */
const fieldSchema = (name: FieldName): Document => {
  const field: Field = fields[name]
  return {
    ...plain(field.schema),
    title: field.en,
    'x-title-zh': field.zh,
    'x-kind': field.kind,
    ...(field.unit ? { 'x-unit': field.unit } : {}),
    ...(field.personal ? { 'x-personal': true } : {}),
  }
}

const envelope: Document = {
  type: 'object',
  title: 'CloudEvents 1.0 envelope',
  required: ['specversion', 'id', 'source', 'type', 'time', 'subject', 'orgunit', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', minLength: 1, maxLength: 256, description: 'Unique within source.' },
    source: { type: 'string', minLength: 1, maxLength: 256, pattern: '^[^#]+$' },
    type: { enum: catalogue.map((type) => type.name) },
    time: {
      type: 'string',
      format: 'date-time',
      description: `Years ${firstYear} to ${lastYear}; kept to the millisecond.`,
    },
    subject: { type: 'string', minLength: 1, maxLength: 256 },
    orgunit: { type: 'string', pattern: '^(hq|[a-z][a-z0-9]*(-[a-z][a-z0-9]*){0,2})$', maxLength: 64 },
    datacontenttype: { const: 'application/json' },
    data: { type: 'object' },
  },
}

const dataOf = (type: EventType): Document => ({
  ...plain(dataSchema(type)),
  properties: Object.fromEntries(fieldsOf(type).map((name) => [name, reference(`components/schemas/field.${name}`)])),
})

const messageOf = (type: EventType): Document => ({
  name: type.name,
  title: type.en,
  'x-title-zh': type.zh,
  contentType: 'application/cloudevents+json',
  payload: {
    allOf: [
      reference('components/schemas/envelope'),
      {
        type: 'object',
        properties: { type: { const: type.name }, data: reference(`components/schemas/${type.name}`) },
      },
    ],
  },
})

/**
 * The contract as an AsyncAPI 3.0 document: one channel, the topic events arrive on, with a message for each type and a
 * receive operation for each family.
 */
export const asyncapi = (version: string): Document => ({
  asyncapi: '3.0.0',
  info: {
    title: '明镜 Mingjing events',
    version,
    description: 'Events of approvals and transactions, CloudEvents 1.0 in structured JSON. Money is whole fen.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/cloudevents+json',
  channels: {
    events: {
      address: 'events',
      messages: Object.fromEntries(catalogue.map((type) => [type.name, reference(`components/messages/${type.name}`)])),
    },
  },
  operations: Object.fromEntries(
    families.map((family) => [
      family,
      {
        action: 'receive',
        channel: reference('channels/events'),
        messages: catalogue
          .filter((type) => familyOf(type) === family)
          .map((type) => reference(`channels/events/messages/${type.name}`)),
      },
    ]),
  ),
  components: {
    messages: Object.fromEntries(catalogue.map((type) => [type.name, messageOf(type)])),
    schemas: {
      envelope,
      ...Object.fromEntries(catalogue.map((type) => [type.name, dataOf(type)])),
      ...Object.fromEntries((Object.keys(fields) as FieldName[]).map((name) => [`field.${name}`, fieldSchema(name)])),
    },
  },
})
