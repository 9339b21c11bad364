import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeBundle } from '../bundle/bundle.ts'
import type { CheckedRule } from '../language/checked.ts'
import { expressionsOf } from '../language/expressions.ts'
import { isFlowFile } from '../language/flow-file.ts'
import { isListFile } from '../language/list.ts'
import { renderProblem } from '../language/problem.ts'
import type { Rule } from '../language/rule.ts'
import { type Node, nodesOf } from '../language/tree.ts'
import { testEvents } from '../testing/events.ts'
import { runRuleTests } from '../testing/run.ts'

const room = join(import.meta.dirname, '..')
const ruleFilesIn = (folder: string) =>
  readdirSync(join(room, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: name.split(sep).join('/'), text: readFileSync(join(room, folder, name), 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))

const files = ruleFilesIn('library')
const logFiles = ruleFilesIn('logs').map(({ path, text }) => ({ path: `logs/${path}`, text }))
const flowFiles = ruleFilesIn('flows').map(({ path, text }) => ({ path: `flows/${path}`, text }))
const all = [...files, ...logFiles].filter(({ text }) => !isListFile(text) && !isFlowFile(text))
const written = new Map(all.map(({ path, text }) => [path, parse(text) as Rule]))
const { bundle, problems } = makeBundle({ files: [...files, ...flowFiles, ...logFiles] })
const library = bundle.rules.filter((rule) => !rule.path.startsWith('logs/'))

test('every rule loads', () => {
  const texts = new Map(all.map(({ path, text }) => [path, text]))
  expect(problems.map((problem) => renderProblem(problem, texts.get(problem.path) ?? ''))).toEqual([])
  expect(bundle.rules.length).toBe(all.length)
})

test('the library covers the twelve stages a credit passes, with at least two hundred and fifty rules', () => {
  expect(library.length).toBeGreaterThanOrEqual(250)
  expect([...new Set(library.map((rule) => rule.stage))].sort()).toEqual([
    'branch',
    'consent',
    'disbursement',
    'instalment',
    'issuance',
    'limit',
    'marketing',
    'model',
    'post-loan',
    'timeliness',
    'transaction',
    'transfer',
  ])
})

test('every list is asked for, lies where its name says and tells the reason of each entry', () => {
  const lists = files.filter(({ text }) => isListFile(text)).map(({ path }) => path)
  expect(bundle.lists.map(({ name }) => `lists/${name}.yaml`)).toEqual(lists)
})

test('every flow is asked for and lies where its name says', () => {
  const own = bundle.flows.map(({ name }) => `flows/${name}.yaml`)
  expect(own.filter((path) => !logFiles.some(({ text }) => text.includes(`name: ${path.slice(6, -5)}`)))).toEqual(
    flowFiles.map(({ path }) => path),
  )
})

test('a file lies where its id says', () => {
  for (const rule of library) {
    const [family, name] = rule.id.split('.')
    expect(rule.path).toBe(`${rule.stage}/${name}.yaml`)
    expect(family).toBe(rule.stage.replace('-', ''))
  }
})

describe('words', () => {
  const chinese = /\p{Script=Han}/u
  const wordsOf = ({ title, risk, explanation, check, rectify }: CheckedRule) => [
    title,
    risk,
    explanation,
    check,
    rectify,
  ]

  test.each(['zh', 'en'] as const)('no two rules share a title in %s', (language) => {
    const titles = bundle.rules.map((rule) => rule.title[language])
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([])
  })

  test('each language is whole and by itself', () => {
    for (const rule of bundle.rules)
      for (const { zh, en } of wordsOf(rule)) {
        expect(zh, rule.id).toMatch(chinese)
        expect(en, rule.id).not.toMatch(chinese)
        expect(zh, `${rule.id}: Chinese takes full-width punctuation`).not.toMatch(/\p{Script=Han}[,;:?!]/u)
        expect([zh, en], rule.id).toEqual([zh.trim(), en.trim()])
      }
  })

  test('an explanation, what to check and how to rectify are sentences, a title is none', () => {
    for (const { id, title, risk, explanation, check, rectify } of bundle.rules) {
      for (const { zh, en } of [explanation, check, rectify]) {
        expect(zh, id).toMatch(/。$/)
        expect(en, id).toMatch(/\.$/)
      }
      for (const { zh, en } of [title, risk]) {
        expect(zh, id).not.toMatch(/。$/)
        expect(en, id).not.toMatch(/\.$/)
        expect([...zh].length, `${id}: fits a line of the queue`).toBeLessThanOrEqual(20)
      }
      expect([...explanation.zh].length, `${id}: says why it matters`).toBeGreaterThanOrEqual(40)
    }
  })
})

test('every file has its fields in the same order', () => {
  const order = [
    'id version stage title risk covers explanation',
    'kind flow deviation node nodes at of bands on where key value days against compare over below minimum measures then thenWhere without withoutWhere pair when expect expectWhere pause pauseWhere resume resumeWhere restart restartWhere within remind',
    'calendar amount params',
    'severity opens class group owner expectedRate basis check rectify',
    'base tests',
  ]
    .join(' ')
    .split(' ')
  for (const [path, rule] of written) {
    const names = Object.keys(rule)
    expect(names, path).toEqual(order.filter((name) => names.includes(name)))
  }
})

describe('what a rule says', () => {
  test('no two rules are alike when constants are blanked', () => {
    const blank = (node: Node | null): unknown => {
      if (!node) return null
      if (node.kind === 'call') return [node.op, ...node.args.map(blank)]
      if (node.kind === 'first') return `first.${node.name}`
      return node.kind === 'field' || node.kind === 'measure' ? node.name : 'constant'
    }
    const shapeOf = (rule: CheckedRule) =>
      JSON.stringify([
        rule.flow && [rule.flow.graph.name, rule.flow.deviation],
        rule.kind,
        rule.on,
        blank(rule.where),
        rule.key.map((field) => field.name),
        rule.kind === 'window' && rule.measures.map((m) => [m.function, m.over, blank(m.of), blank(m.where)]),
        rule.kind === 'window' && blank(rule.when),
        rule.kind === 'deadline' && [rule.expect, blank(rule.expectWhere)],
        rule.kind === 'sequence' && [rule.then, blank(rule.thenWhere), rule.without, blank(rule.withoutWhere)],
        rule.kind === 'sequence' && blank(rule.when),
        rule.kind === 'peer' && [
          rule.function,
          blank(rule.of),
          rule.against?.map((field) => field.name),
          blank(rule.when),
        ],
        rule.kind === 'score' && rule.of.map(({ ruleId }) => ruleId),
      ])
    const byShape = Map.groupBy(library, shapeOf)
    const alike = [...byShape.values()].filter((rules) => rules.length > 1).map((rules) => rules.map(({ id }) => id))
    expect(alike).toEqual([])
  })

  test('every parameter decides something and has bounds and a unit, or is a length of time', () => {
    for (const rule of bundle.rules) {
      const used = new Set(
        expressionsOf(rule)
          .flatMap((node) => [...nodesOf(node)].filter((n) => n.kind === 'param'))
          .map((n) => n.name),
      )
      if (rule.kind === 'peer' && rule.bound.kind === 'param') used.add(rule.bound.name)
      if (rule.kind === 'deadline' && rule.within.kind === 'param') used.add(rule.within.name)
      expect(
        Object.keys(rule.params).filter((name) => !used.has(name)),
        rule.id,
      ).toEqual([])
      for (const [name, { type, unit, min, max }] of Object.entries(rule.params))
        if (type !== 'text') expect([unit, min, max], `${rule.id} param.${name}`).not.toContain(null)
    }
  })

  test('few rules of a stage look at a single field', ({ annotate }) => {
    const isSingle = (rule: CheckedRule) =>
      rule.kind === 'match' &&
      new Set(
        expressionsOf({ ...rule, amount: null })
          .flatMap((node) => [...nodesOf(node)].filter((n) => n.kind === 'field'))
          .map((n) => n.name),
      ).size === 1
    for (const [stage, rules] of Map.groupBy(library, (rule) => rule.stage)) {
      const ids = rules.filter(isSingle).map(({ id }) => id)
      if (ids.length > 0) annotate(`${stage}: ${ids.length} of ${rules.length} (${ids.join(', ')})`, 'single-field')
      expect(ids.length / rules.length, stage).toBeLessThanOrEqual(0.15)
    }
  })

  test('rules whose hits join one issue have one class, so that nobody sees what is not theirs', () => {
    for (const [group, rules] of Map.groupBy(library, (rule) => rule.group))
      expect(new Set(rules.map((rule) => rule.class)).size, `${group}: ${rules.map(({ id }) => id)}`).toBe(1)
  })

  test('a clause is a title in 《》 and, unless an edition is named by its number, a year', () => {
    for (const { id, basis } of library) {
      if (basis === 'bank policy') continue
      for (const { clause } of basis) expect(clause, id).toMatch(/^《.+》（.*\d{4}.*）$/)
    }
  })
})

test('a severe finding opens an issue, a trifle does not', () => {
  for (const { id, severity, opens } of library) {
    if (severity === 'critical' || severity === 'high') expect(opens, id).toBe('issue')
    if (severity === 'low') expect(opens, id).not.toBe('issue')
  }
})

describe('tests of the rules, by engine and reference', () => {
  test.each(bundle.rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
    const outcomes = runRuleTests(rule, bundle)
    expect(outcomes.map(({ by }) => by)).toEqual(rule.tests.flatMap(() => ['engine', 'reference']))
    expect(outcomes.filter(({ passed }) => !passed)).toEqual([])
  })

  test('every window and deadline has a test whose events come out of order', () => {
    const inOrder = bundle.rules.filter(
      (rule) =>
        (rule.kind === 'window' || rule.kind === 'deadline') &&
        !rule.flow &&
        rule.tests.every((one) => {
          const times = testEvents(rule, one).events.map(({ time }) => time)
          return times.every((time, i) => i === 0 || time >= times[i - 1]!)
        }),
    )
    expect(inOrder.map(({ id }) => id)).toEqual([])
  })

  test('every rule has a test that hits and one that nearly does', () => {
    for (const rule of bundle.rules) {
      const hits = rule.tests.map((one) => (typeof one.hits === 'number' ? one.hits : one.hits.length))
      expect(Math.max(...hits), rule.id).toBeGreaterThan(0)
      expect(Math.min(...hits), rule.id).toBe(0)
    }
  })
})
