import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { asyncapi, type Document } from './asyncapi.ts'
import { catalogue } from './catalogue.ts'
import { decodeEvent } from './decode.ts'

const document = asyncapi('1.0.0')

const resolve = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Document | undefined)?.[key], document)

const references = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [inner as string] : references(inner)))

test('it is an AsyncAPI 3 document with a message for every type', () => {
  expect(document).toMatchObject({ asyncapi: '3.0.0', info: { version: '1.0.0' }, channels: { events: {} } })
  expect(Object.keys(resolve('#/channels/events/messages') as object)).toEqual(catalogue.map((type) => type.name))
})

test('every reference leads somewhere', () => {
  const all = references(document)
  expect(all.length).toBeGreaterThan(catalogue.length * 3)
  expect(all.filter((pointer) => resolve(pointer) === undefined)).toEqual([])
})

test('every operation receives messages of its own family, and every message is received once', () => {
  const operations = Object.entries(document.operations as Record<string, { messages: { $ref: string }[] }>)
  const received = operations.flatMap(([family, { messages }]) =>
    messages.map(({ $ref }) => {
      const type = $ref.split('/').at(-1) ?? ''
      expect(type.startsWith(`${family}.`)).toBe(true)
      return type
    }),
  )
  expect(received.sort()).toEqual(catalogue.map((type) => type.name).sort())
})

test('its schemas accept and refuse what the decoder accepts and refuses', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'https://mingjing.invalid/events', ...document })
  const validate = ajv.compile({
    $ref: 'https://mingjing.invalid/events#/components/messages/disbursement.scanned/payload',
  })
  const scanned = (data: object, more: object = {}) => ({
    specversion: '1.0',
    id: '1',
    source: 's',
    type: 'disbursement.scanned',
    time: '2026-03-02T01:00:00Z',
    subject: 'a',
    orgunit: 'b01',
    data,
    ...more,
  })
  const samples: [object, boolean][] = [
    [scanned({ result: 'clear', score: 0.5 }), true],
    [scanned({ result: 'clear', actor: 'u1' }), true],
    [scanned({}), false],
    [scanned({ result: 'maybe' }), false],
    [scanned({ result: 'clear', score: 2 }), false],
    [scanned({ result: 'clear', merchant: 'm' }), false],
    [scanned({ result: 'clear' }, { orgunit: 'B 1' }), false],
    [scanned({ result: 'clear' }, { source: 'a#b' }), false],
  ]
  for (const [sample, valid] of samples) {
    expect(validate(sample), JSON.stringify(sample)).toBe(valid)
    expect(decodeEvent(sample).kind === 'ok', JSON.stringify(sample)).toBe(valid)
  }
})
