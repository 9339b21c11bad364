import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { parseRegisters } from '../registers/registers.ts'

/** The two registers the library stands between: the risks it guards against, the clauses it rests on. */

const room = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(room, name), 'utf8')
const files = ['library', 'flows'].flatMap((folder) =>
  readdirSync(join(room, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((path) => ({ path, text: readFileSync(join(room, folder, path), 'utf8') })),
)
const { rules } = makeBundle({ files }).bundle

const registers = parseRegisters({ risks: read('risks.yaml'), basis: read('basis.yaml') })

describe.each(registers.stages)('the risks of $stage', ({ stage, nodes, risks: own }) => {
  const library = rules.filter((rule) => rule.stage === stage)

  test('every node of the flow has a risk, and every risk a node, an id of the stage and words of its own', () => {
    expect(nodes.filter((node) => !own.some((one) => one.node === node))).toEqual([])
    for (const { id, node, zh, en } of own) {
      expect(nodes, id).toContain(node)
      expect(id.split('.')[0]).toBe(stage.replace('-', ''))
      expect(own.filter((one) => one.id === id || one.zh === zh || one.en === en).length, id).toBe(1)
    }
  })

  test('every rule names its risk', () => {
    const ids = own.map(({ id }) => id)
    expect(library.filter(({ covers }) => covers === null || !ids.includes(covers)).map(({ id }) => id)).toEqual([])
  })

  test('every risk has a rule, or says why not', () => {
    const covered = new Set(library.map(({ covers }) => covers))
    expect(own.filter(({ id, without }) => covered.has(id) === (without !== undefined)).map(({ id }) => id)).toEqual([])
  })

  test('every rule says how often it is expected to hit', () => {
    expect(library.filter(({ expectedRate }) => expectedRate === null).map(({ id }) => id)).toEqual([])
  })
})

test('every clause a rule cites stands in the register with the same days', () => {
  const known = new Map(registers.clauses.map((one) => [one.clause, one]))
  for (const { id, basis } of rules) {
    if (basis === 'bank policy') continue
    for (const { clause, from, to } of basis) {
      const registered = known.get(clause)
      expect([registered?.from, registered?.to], `${id}: ${clause}`).toEqual(registered ? [from, to] : ['registered'])
    }
  }
})

test('no clause is registered twice, and each is cited', () => {
  expect(new Set(registers.clauses.map(({ clause }) => clause)).size).toBe(registers.clauses.length)
  const cited = new Set(
    rules.flatMap(({ basis }) => (basis === 'bank policy' ? [] : basis.map(({ clause }) => clause))),
  )
  expect(registers.clauses.filter(({ clause }) => !cited.has(clause)).map(({ clause }) => clause)).toEqual([])
})

test('a register that has not the form of one is refused by its place', () => {
  const basis = read('basis.yaml')
  expect(() => parseRegisters({ risks: 'limit: { nodes: [a], risks: [{ id: limit.x }] }', basis })).toThrow(
    /^risks.yaml\/limit\/risks\/0/,
  )
  expect(() => parseRegisters({ risks: read('risks.yaml'), basis: '- { clause: x }' })).toThrow(/^basis.yaml\/0/)
})
