import { stringify } from 'yaml'
import type { Dice } from './dice.ts'
import type { Attack } from './hostile.ts'
import { text } from './hostile-expressions.ts'
import { type Fields, fileOf, matching, ruleFile } from './hostile-file.ts'

/** Attacks by sound rules that ask for too much work or too much memory, most of them of the log in ./hostile-log.ts. */

const calls = 'collection.called'
const longest = ['400d', '399d', '200d', '86400s'] as const

/** Conditions over a pair that are false, so that every first event is asked. */
const pairs = [
  'first.wording == wording && first.time > time',
  'first.durationSeconds * 7 == durationSeconds * 11 + 3 && first.actor != actor',
  'first.durationSeconds > 5000000',
  'size(first.wording) + size(wording) < 0',
] as const

const hidden = (dice: Dice): string => `wording.matches(${text(`(a|b)*a(a|b){${dice.between(30, 200)}}[xyz]`)})`

const sequence = (id: string, fields: Fields, then = calls) =>
  ruleFile(id, { kind: 'sequence', on: calls, then, ...fields })

const window = (id: string, fields: Fields) => ruleFile(id, { kind: 'window', on: calls, ...fields })

/** Keys of ever new values, of one value for all, and of what an event has. */
const keys = (dice: Dice): readonly string[] =>
  dice.oneOf([
    ['id'],
    ['time'],
    ['orgunit'],
    ['contract'],
    ['type'],
    ['contract', 'id'],
    ['source', 'time', 'id', 'subject'],
    ['connected'],
  ])

const chain = (length: number): string[] => Array.from({ length }, (_, n) => `n${n}`)

/** A way through all nodes and, as far as a flow may have edges and beyond, edges from each to each, loops included. */
const tangle = (dice: Dice): [string, string][] => {
  const names = chain(dice.between(2, 41))
  const all = names.flatMap((from) => names.map((to): [string, string] => [from, to]))
  const way = names.slice(1).map((to, n): [string, string] => [names[n]!, to])
  const more = all.filter(([from, to]) => !way.some(([a, b]) => a === from && b === to)).slice(0, dice.between(0, 170))
  return [['start', names[0]!], ...way, ...more, [names.at(-1)!, 'end']]
}

export const workAttacks = {
  'ever new keys': (dice, id) => [
    window(id, {
      key: keys(dice),
      measures: { n: { count: true, within: dice.oneOf(longest) } },
      when: `n >= ${dice.between(1, 9)}`,
    }),
  ],
  'one hot key': (dice, id) => [
    window(id, {
      key: [dice.oneOf(['contract', 'type', 'contactKind'])],
      measures: {
        a: { count: true, within: '400d' },
        b: { sum: 'durationSeconds', within: '399d' },
        c: { avg: 'durationSeconds', within: '398d' },
        d: { distinct: 'id', within: '397d' },
        e: { min: 'durationSeconds', within: '396d' },
        f: { max: '-durationSeconds', within: '395d' },
        g: { distinct: 'wording', within: '394d' },
        h: { max: 'time', within: '393d' },
      },
      when: dice.oneOf([
        'a + b + d + e + f + g > 0 && c > 0 && h > time',
        'a > 0 || b > 0 || c > 0 || d > 0 || e > 0 || f > 0 || g > 0 || h == time',
      ]),
    }),
  ],
  'many windows': (dice, id) => {
    const names = chain(dice.oneOf([1, 4, 8, 8, 9]))
    const measure = (n: number) => ({ sum: `durationSeconds + ${n}`, within: `${100 + (n % 10)}d` })
    return Array.from({ length: dice.between(2, 6) }, (_, n) =>
      window(`${id}.w${n}`, {
        key: keys(dice),
        measures: Object.fromEntries(names.map((name, i) => [name, measure(n * 10 + i)])),
        when: names.map((name) => `${name} > 0`).join(' || '),
      }),
    )
  },
  'distinct without end': (dice, id) => [
    window(id, {
      key: [dice.oneOf(['contract', 'type'])],
      measures: { d: { distinct: dice.oneOf(['id', 'wording', 'time', 'actor']), within: '400d' } },
      when: `d > ${dice.oneOf([0, 1_000_000])}`,
    }),
  ],
  'every pair compared': (dice, id) => [
    sequence(id, {
      key: [dice.oneOf(['contract', 'type', 'contactKind'])],
      within: dice.oneOf(longest),
      pair: dice.oneOf(['first', 'last', 'each']),
      when: dice.oneOf(pairs),
    }),
  ],
  'every pair a hit': (dice, id) => [
    sequence(id, {
      key: [dice.oneOf(['contract', 'type'])],
      within: '400d',
      pair: 'each',
      ...(dice.onceIn(2) && { when: 'first.time <= time' }),
    }),
  ],
  'firsts that wait for ever': (dice, id) => [
    sequence(id, { key: keys(dice), within: '400d', pair: dice.oneOf(['each', 'last']) }, 'outcome.observed'),
  ],
  'patterns at every event': (dice, id) => {
    const where = hidden(dice)
    return [
      dice.oneOf([
        matching(id, where),
        window(id, { measures: { n: { count: true, where, within: '1d' } }, when: 'n > 1000000' }),
        window(id, { where, measures: { n: { count: true, within: '1d' } }, when: 'n > 1000000' }),
        ruleFile(id, { kind: 'deadline', on: calls, where, expect: 'outcome.observed', within: '1d' }),
        sequence(id, { where, within: '1d' }),
        sequence(id, { thenWhere: where, within: '1d' }),
      ]),
    ]
  },
  'deadlines without end': (dice, id) => [
    ruleFile(id, {
      kind: 'deadline',
      on: calls,
      expect: dice.oneOf(['outcome.observed', calls]),
      ...(dice.onceIn(2) && { expectWhere: dice.oneOf(['false', 'time < time']) }),
      key: keys(dice),
      within: dice.oneOf(['400d', '1ms', '1h']),
      remind: dice.oneOf([['1ms'], ['399d', '398d', '397d', '396d', '395d'], ['59m', '58m', '57m', '56m', '55m']]),
    }),
  ],
  'clocks turned for ever': (dice, id) => [
    ruleFile(id, {
      kind: 'deadline',
      on: calls,
      key: [dice.oneOf(['contract', 'type'])],
      expect: 'outcome.observed',
      expectWhere: 'false',
      within: dice.oneOf(['400d', '1h', '200wd']),
      remind: dice.oneOf([['1ms'], ['59m', '58m', '57m', '56m', '55m']]),
      ...dice.oneOf([
        {
          pause: calls,
          pauseWhere: dice.oneOf(['connected', 'true', 'durationSeconds % 2 == 0']),
          resume: calls,
          resumeWhere: dice.oneOf(['!connected', 'true', 'durationSeconds % 2 == 1']),
        },
        { restart: calls, restartWhere: dice.oneOf(['connected', 'true']) },
        { restart: 'outcome.observed' },
      ]),
    }),
  ],
  'baselines of everything': (dice, id) => [
    ruleFile(id, {
      kind: 'peer',
      on: calls,
      key: keys(dice),
      value: dice.oneOf([{ count: true }, { sum: 'durationSeconds' }, { distinct: 'id' }, { distinct: 'wording' }]),
      days: dice.oneOf([1, 90, 366]),
      against: dice.oneOf(['own', ['orgunit'], ['contract'], ['id']]),
      compare: dice.oneOf(['ratio', 'z']),
      over: 0.001,
      minimum: 1,
    }),
  ],
  'scores over what always hits': (dice, id) => {
    const names = Array.from({ length: dice.between(1, 24) }, (_, n) => `${id}.m${n}`)
    const of = Object.fromEntries(names.map((name) => [name, dice.between(1, 1_000)]))
    return [
      ...names.map((name) => matching(name, 'connected')),
      ruleFile(id, {
        kind: 'score',
        of,
        within: dice.oneOf(['400d', '1ms']),
        bands: [{ from: 1, severity: 'low' }],
        on: undefined,
      }),
    ]
  },
  'scores over scores': (dice, id) => {
    const score = (name: string, of: readonly string[]) =>
      ruleFile(name, {
        kind: 'score',
        of: Object.fromEntries(of.map((one) => [one, 1])),
        within: '400d',
        bands: [{ from: 1, severity: 'low' }],
      })
    const [a, b] = [`${id}.a`, `${id}.b`]
    return dice.oneOf([
      [score(a, [b]), score(b, [a])],
      [score(a, [a])],
      [matching(`${id}.m`, 'true'), score(a, [`${id}.m`]), score(b, [a])],
      [score(a, ['constructor.prototype'])],
    ])
  },
  'giant lists': (dice, id) => {
    const name = id.replaceAll('.', '-')
    const value = dice.oneOf(['L1', '', 'x'])
    const entries = Array.from(
      { length: dice.oneOf([40, 900, 5_100]) },
      (_, n) => `  - {value: ${value || `v${n}`}, reason: r}\n`,
    ).join('')
    const list = fileOf(`${id}.list`, `kind: list\nname: ${name}\nzh: z\nen: e\nof: [contract]\nentries:\n${entries}`)
    return [
      list,
      matching(id, Array.from({ length: dice.between(1, 45) }, () => `onList(contract, '${name}')`).join(' || ')),
    ]
  },
  'many constants': (dice, id) =>
    Array.from({ length: dice.between(10, 30) }, (_, n) =>
      matching(`${id}.c${n}`, `contract in [${Array.from({ length: 180 }, (_, i) => text(`${n}-${i}`)).join()}]`),
    ),
  'tangled flows': (dice, id) => {
    const name = id.replaceAll('.', '-')
    const edges = tangle(dice)
    const nodes = [...new Set(edges.flat())].filter((node) => node !== 'start' && node !== 'end')
    const where = dice.oneOf([
      undefined,
      'connected',
      Array.from({ length: 40 }, (_, n) => `durationSeconds != ${n}`).join(' && '),
    ])
    const flow = {
      kind: 'flow-graph',
      name,
      zh: 'z',
      en: 'e',
      within: '400d',
      key: ['contract'],
      nodes: Object.fromEntries(
        nodes.map((node, n) => [node, { zh: 'z', en: 'e', on: calls, where: where ?? `durationSeconds == ${n}` }]),
      ),
      edges,
      ...(dice.onceIn(2) && { skip: Object.fromEntries(nodes.slice(0, 20).map((node) => [node, 'connected'])) }),
      ...(dice.onceIn(2) && { rework: Object.fromEntries(nodes.map((node) => [node, 1])) }),
      ...(nodes.length > 1 && { different: nodes.slice(1).map((node) => [nodes[0]!, node]) }),
      finds: ['missing-node', 'wrong-order', 'rework', 'same-person'].slice(dice.between(0, 3)),
    }
    const { on: _, ...asked } = {
      kind: 'flow',
      flow: name,
      deviation: dice.oneOf(['wrong-order', 'missing-node', 'same-person']),
      at: nodes.at(-1),
      on: '',
    }
    return [fileOf(`${id}.flow`, stringify(flow, { aliasDuplicateObjects: false, lineWidth: 0 })), ruleFile(id, asked)]
  },
} as const satisfies Readonly<Record<string, Attack>>
