import { expect, test } from 'vitest'
import { catalogue } from './catalogue.ts'
import { columnName, hotColumns } from './columns.ts'
import { envelopeFields } from './event.ts'
import type { Field } from './field.ts'
import { fields } from './fields.ts'
import { fieldsOf } from './type.ts'

const dictionary: [string, Field][] = Object.entries(fields)
const cjk = /[\u4e00-\u9fff]/

test('there are at least 35 types of event, each named once, in both languages', () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(35)
  expect(new Set(catalogue.map((type) => type.name)).size).toBe(catalogue.length)
  for (const type of catalogue) {
    expect(type.name).toMatch(/^[a-z]+\.[a-z]+$/)
    expect(type.zh, type.name).toMatch(cjk)
    expect(type.en, type.name).toMatch(/^[A-Z]/)
  }
})

test('a field is named in both languages, and a code lists its values', () => {
  for (const [name, field] of dictionary) {
    expect(field.zh, name).toMatch(cjk)
    expect(field.en, name).toMatch(/^[A-Z]/)
    if (field.kind === 'code') expect(new Set(field.values).size, name).toBeGreaterThan(1)
    else expect(field.values, name).toBeUndefined()
  }
})

test('no data field takes the name of the envelope or of another column', () => {
  const taken = [...Object.keys(envelopeFields), 'data', 'param']
  const columns = dictionary.map(([name]) => columnName(name))
  for (const name of [...dictionary.map(([name]) => name), ...columns]) expect(taken, name).not.toContain(name)
  expect(new Set(columns).size).toBe(columns.length)
})

test('no column of its own collides with a column of the position', () => {
  const position = ['topic', 'partition', 'offset', 'seq', 'verdict', 'rule_set', 'seen_at', 'time', 'data']
  for (const column of hotColumns) expect(position).not.toContain(column.name)
})

test('a type names every field once and every field is used by some type', () => {
  const used = new Set(catalogue.flatMap((type) => fieldsOf(type) as string[]))
  for (const type of catalogue) {
    const named = [...type.required, ...type.optional] as string[]
    expect(new Set(named).size, type.name).toBe(named.length)
  }
  expect(dictionary.map(([name]) => name).filter((name) => !used.has(name))).toEqual([])
})
