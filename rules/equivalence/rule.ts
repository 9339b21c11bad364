import fc from 'fast-check'
import type { ParameterTable } from '../bundle/bundle.ts'
import type { RuleFile } from '../language/load.ts'
import type { Rule } from '../language/rule.ts'
import { expression, type Names, params } from './expression.ts'
import { flowOver } from './flow.ts'
import { carried, orgunits, types } from './vocabulary.ts'

type WrittenRule = Record<string, unknown> & { readonly id: string; readonly kind: Rule['kind'] }

/** Rules as an author writes them, and values of their parameters by orgunit. */
export interface Generated {
  readonly rules: readonly WrittenRule[]
  /** The file of the flow that the rules ask of. */
  readonly flow?: RuleFile
  readonly parameters: ParameterTable
}

const id = 'r1.generated'
const words = { zh: '等价', en: 'equivalence' }

const common = {
  id,
  version: 1,
  stage: 'model',
  risk: words,
  severity: 'low',
  opens: 'record',
  title: words,
  explanation: words,
  owner: 'R1',
  basis: 'bank policy',
  check: words,
  rectify: words,
  base: { type: 'score.produced', data: { model: 'm', score: 0.5 } },
  tests: [
    { name: 'any', events: [{}], hits: 1 },
    { name: 'none', events: [{}], hits: 0 },
  ],
}

const someTypes = fc.subarray([...types], { minLength: 1 })
const calendar = fc.constantFrom('cn-bank', '24x7', 'weekdays-amsterdam')
const spans = {
  wall: ['1ms', '1s', '1m', '1h', '24h', '3d'],
  working: ['1wd', '2wd', '3wd', '30wm', '8wh', '9wh', '510wm'],
}

/** A key whose fields events of all these types carry. */
const keyOver = (over: readonly string[]) => {
  const names = carried(over).filter((name) => !['rate', 'score'].includes(name))
  return fc.oneof(
    fc.constant(['subject']),
    fc.constant(undefined),
    fc.uniqueArray(fc.constantFrom('subject', 'orgunit', 'type', 'time', ...names), { minLength: 1, maxLength: 3 }),
  )
}

const parametersOf = (values: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<ParameterTable> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          fc.dictionary(fc.constantFrom(...orgunits), value, { maxKeys: 3 }),
        ]),
      ),
      { requiredKeys: [] },
    )
    .map((table) => ({ [id]: table }) as ParameterTable)

const values = {
  limit: fc.constantFrom(-1, 0, 5, 5_000_000_000),
  share: fc.constantFrom(0, 0.1, 1),
  word: fc.constantFrom('ab', '坐牢'),
  strict: fc.boolean(),
}
const scope = (on: readonly string[], measures: Names['measures'] = {}): Names => ({ on, measures })
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })

/** A condition that holds about as often as not: a random one on sparse data is mostly false. */
const condition = (names: Names, depth: number) =>
  fc
    .tuple(expression('bool', names, depth), fc.constantFrom('', '!', '!', "subject == 'x' || "))
    .map(([text, before]) => (before === '!' ? `!(${text})` : `${before}${text}`))

const matchRule = someTypes.chain((on) =>
  fc.record({
    rule: fc.record({
      kind: fc.constant('match' as const),
      on: fc.constant(on),
      key: keyOver(on),
      calendar,
      params: fc.constant(params),
      where: condition(scope(on), 3),
      amount: maybe(expression('int', scope(on), 2)),
    }),
    parameters: parametersOf(values),
  }),
)

const measure = (over: readonly string[]) =>
  fc.constantFrom('count', 'sum', 'avg', 'min', 'max', 'distinct').chain((fn) =>
    fc.record({
      [fn]: aggregated(fn, over),
      over: fc.constant([...over]),
      where: maybe(condition(scope(over), 2)),
      within: fc.constantFrom(...spans.wall),
    }),
  )

const aggregated = (fn: string, over: readonly string[]): fc.Arbitrary<string | true> => {
  if (fn === 'count') return fc.constant(true as const)
  if (fn === 'distinct')
    return fc
      .constantFrom('int' as const, 'text' as const, 'bool' as const, 'moment' as const)
      .chain((type) => expression(type, scope(over), 1))
  return expression('int', scope(over), 1)
}

const measureTypes = (measures: Record<string, object>): Names['measures'] =>
  Object.fromEntries(Object.entries(measures).map(([name, of]) => [name, 'avg' in of ? 'average' : 'int']))

const bound = fc.constantFrom('0', '1', '2', '30', 'param.limit', '5000000', '9007199254740991')

/** Every measure is asked for, since the checker refuses an idle one, beside a condition of any kind. */
const when = (on: readonly string[], measures: Record<string, object>) =>
  fc
    .tuple(
      ...Object.keys(measures).map((name) =>
        fc
          .tuple(fc.constantFrom('>=', '<', '!=', '<=', '>', '=='), bound)
          .map(([operator, than]) => `${name} ${operator} ${than}`),
      ),
      expression('bool', scope(on, measureTypes(measures)), 2),
    )
    .chain((conditions) => fc.constantFrom(' || ', ' && ').map((junction) => conditions.join(junction)))

const windowRule = fc.tuple(someTypes, someTypes).chain(([on, over]) =>
  fc.dictionary(fc.constantFrom('m1', 'm2', 'm3'), measure(over), { minKeys: 1, maxKeys: 3 }).chain((measures) =>
    fc.record({
      rule: fc.record({
        kind: fc.constant('window' as const),
        on: fc.constant(on),
        key: keyOver([...on, ...over]),
        calendar,
        params: fc.constant(params),
        where: maybe(condition(scope(on), 2)),
        measures: fc.constant(measures),
        when: when(on, measures),
        amount: maybe(expression('int', scope(on, measureTypes(measures)), 1)),
      }),
      parameters: parametersOf(values),
    }),
  ),
)

/** What may stop, start and open a deadline anew; often of the same types, so that events play two roles at once. */
const turnsOf = (types: readonly string[] | null, role: string) => ({
  [role]: fc.constant(types ?? undefined),
  [`${role}Where`]: types === null ? fc.constant(undefined) : maybe(condition(scope(types), 2)),
})

const deadlineRule = fc
  .tuple(
    someTypes,
    someTypes,
    fc.constantFrom('wall' as const, 'working' as const),
    fc.option(fc.tuple(someTypes, someTypes), { nil: null, freq: 3 }),
    fc.option(someTypes, { nil: null, freq: 2 }),
  )
  .chain(([on, expected, time, turning, restart]) =>
    fc.boolean().chain((byParameter) =>
      fc.record({
        rule: fc
          .record({
            kind: fc.constant('deadline' as const),
            on: fc.constant(on),
            ...turnsOf(turning?.[0] ?? null, 'pause'),
            ...turnsOf(turning?.[1] ?? null, 'resume'),
            ...turnsOf(restart, 'restart'),
            key: keyOver([...on, ...expected, ...(turning ?? []).flat(), ...(restart ?? [])]),
            calendar,
            where: maybe(condition(scope(on), 2)),
            expect: fc.constant(expected),
            expectWhere: maybe(condition(scope(expected), 2)),
            span: fc.constantFrom(...spans[time]),
            remind: maybe(fc.uniqueArray(fc.constantFrom(...spans[time]), { minLength: 1, maxLength: 3 })),
            amount: maybe(expression('int', scope(on), 1)),
          })
          .map(({ span, ...rule }) => ({
            ...rule,
            params: byParameter ? { ...params, allowed: { default: span } } : params,
            within: byParameter ? 'param.allowed' : span,
          })),
        parameters: parametersOf(byParameter ? { ...values, allowed: fc.constantFrom(...spans[time]) } : values),
      }),
    ),
  )

const sequenceRule = fc.tuple(someTypes, someTypes, fc.option(someTypes, { nil: [] })).chain(([on, then, without]) =>
  fc.record({
    rule: fc.record({
      kind: fc.constant('sequence' as const),
      on: fc.constant(on),
      // biome-ignore lint/suspicious/noThenProperty: `then` is a field of a rule file.
      then: fc.constant(then),
      without: fc.constant(without.length > 0 ? without : undefined),
      key: keyOver([...on, ...then, ...without]),
      calendar,
      params: fc.constant(params),
      where: maybe(condition(scope(on), 2)),
      thenWhere: maybe(condition(scope(then), 2)),
      withoutWhere: without.length > 0 ? maybe(condition(scope(without), 2)) : fc.constant(undefined),
      within: fc.constantFrom(...spans.wall),
      pair: fc.constantFrom('first', 'last', 'each', undefined),
      when: maybe(condition({ on: then, measures: {}, first: on }, 2)),
      amount: maybe(expression('int', { on: then, measures: {}, first: on }, 1)),
    }),
    parameters: parametersOf(values),
  }),
)

const dayValue = (on: readonly string[]) =>
  fc
    .constantFrom('count', 'sum', 'min', 'max', 'distinct')
    .chain((fn) => aggregated(fn, on).map((of) => ({ [fn]: of })))

const peerRule = someTypes.chain((on) => {
  const named = { ...scope(on), measures: { value: 'int', baseline: 'average' } } as const
  return fc.record({
    rule: fc
      .record({
        kind: fc.constant('peer' as const),
        on: fc.constant(on),
        key: fc.oneof(fc.constant(['subject']), fc.constant(['subject']), fc.constant(['orgunit']), keyOver(on)),
        calendar,
        params: fc.constant({ ...params, times: { default: 1.5, min: 0.001, max: 1000 } }),
        where: rarely(condition(scope(on), 2)),
        value: dayValue(on),
        days: fc.constantFrom(1, 2, 7, 30, 30),
        against: fc.constantFrom('own', ['type'], ['orgunit'], ['type', 'orgunit']),
        compare: fc.constantFrom('ratio', 'z'),
        side: fc.constantFrom('over', 'over', 'below'),
        bound: fc.constantFrom('param.times', 0.001, 0.5, 1, 1.5),
        minimum: fc.constantFrom(1, 1, 2),
        when: rarely(condition(named, 2)),
        amount: maybe(expression('int', named, 1)),
      })
      .map(({ side, bound, key, against, ...rule }) => {
        const among = (key ?? ['subject']).every((name) => against.includes(name))
        const versus = among ? 'own' : against
        const minimum = versus === 'own' ? Math.min(rule.minimum, rule.days) : rule.minimum
        return { ...rule, key, against: versus, minimum, [side]: bound }
      }),
    parameters: parametersOf({ ...values, times: fc.constantFrom(0.001, 0.7, 2, 1.3337) }),
  })
})

const flowRule = flowOver({ key: keyOver(types), calendar }).chain(({ rule, file, named }) =>
  parametersOf(Object.fromEntries(named.map((name) => [name, values[name]]))).map((parameters) => ({
    rule: { kind: 'flow' as const, ...rule },
    flow: file,
    parameters,
  })),
)

const written = (rule: { kind: WrittenRule['kind'] }): WrittenRule => ({
  ...common,
  ...Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)),
  kind: rule.kind,
})

/**
 * A second rule that differs from the first in its windows or, sometimes, in nothing but its id and parameters: the
 * engine keeps equal windows once for both, and must not mix them up.
 */
const sibling = (rule: WrittenRule, within: string): WrittenRule => ({
  ...rule,
  id: 'r1.sibling',
  ...(rule.kind === 'window' && {
    measures: Object.fromEntries(
      Object.entries(rule.measures as Record<string, object>).map(([name, of]) => [name, { ...of, within }]),
    ),
  }),
})

/** A score over the rules generated. */
const scoreOf = (rules: readonly WrittenRule[], { within, weights, bands }: Score): WrittenRule => {
  return {
    ...common,
    kind: 'score',
    id: 'r1.score',
    severity: 'critical',
    of: Object.fromEntries(rules.map(({ id: ruleId }, i) => [ruleId, weights[i]])),
    within,
    bands: bands(weights.slice(0, rules.length).reduce((sum, weight) => sum + weight, 0)),
  }
}

interface Score {
  readonly within: string
  readonly weights: readonly number[]
  readonly bands: (most: number) => { from: number; severity: string }[]
}

const score: fc.Arbitrary<Score> = fc.record({
  within: fc.constantFrom(...spans.wall),
  weights: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 2 }),
  bands: fc.constantFrom(
    (most: number) => [{ from: most, severity: 'critical' }],
    (most: number) => [...(most > 1 ? [{ from: 1, severity: 'low' }] : []), { from: most, severity: 'critical' }],
  ),
})

interface Made {
  readonly rule: { kind: WrittenRule['kind'] }
  readonly flow?: RuleFile
  readonly parameters: ParameterTable
}

/** One rule of any kind, or two, and sometimes a score over them; the checker accepts them all. */
export const generatedRules: fc.Arbitrary<Generated> = fc
  .record({
    one: fc.oneof(
      matchRule,
      windowRule,
      windowRule,
      deadlineRule,
      deadlineRule,
      sequenceRule,
      peerRule,
      flowRule,
      flowRule,
    ) as fc.Arbitrary<Made>,
    within: fc.constantFrom(null, null, ...spans.wall),
    score: fc.option(score, { nil: null }),
  })
  .map(({ one: { rule, flow, parameters }, within, score }) => {
    const first = written(rule)
    const rules = within === null ? [first] : [first, sibling(first, within)]
    return { rules: score === null ? rules : [...rules, scoreOf(rules, score)], ...(flow && { flow }), parameters }
  })
