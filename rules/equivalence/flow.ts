import fc from 'fast-check'
import { stringify } from 'yaml'
import type { RuleFile } from '../language/load.ts'
import { flowDeviations } from '../language/rule.ts'
import { expression, type Names, params } from './expression.ts'
import { types } from './vocabulary.ts'

const names = ['n1', 'n2', 'n3', 'n4']
const all: Names = { on: [...types], measures: {} }
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const someTypes = fc.subarray([...types], { minLength: 1 })

/** True more often than a random condition on sparse data: nodes that nothing visits show nothing. */
const likely = (of: Names, depth: number) =>
  fc.tuple(expression('bool', of, depth), fc.boolean()).map(([text, turned]) => (turned ? `!(${text})` : text))

const node = someTypes.chain((on) =>
  fc.record({
    zh: fc.constant('节点'),
    en: fc.constant('Node'),
    on: fc.constant(on),
    where: maybe(likely({ on, measures: {}, bare: true }, 1)),
    by: maybe(fc.subarray(['manager', 'reviewer', 'approver'], { minLength: 1 })),
    begins: fc.constantFrom('auto', 'manual'),
  }),
)
const least = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant('param.limit'), expression('int', all, 1))

/** n1 comes before all others; which of those come before which is drawn. */
const stepsOf = (nodes: readonly string[]) =>
  fc
    .tuple(
      fc.tuple(...nodes.slice(1).map((_, i) => fc.constantFrom(...nodes.slice(0, i + 1)))),
      fc.subarray(
        nodes.flatMap((from) => nodes.map((to) => [from, to] as [string, string])),
        { maxLength: 4 },
      ),
    )
    .map(([before, more]) => {
      const tree = nodes.slice(1).map((to, i) => [before[i]!, to] as [string, string])
      const ends = nodes.map((from) => [from, 'end'] as [string, string])
      const steps = [['start', 'n1'] as [string, string], ...tree, ...more, ...ends]
      return [...new Map(steps.map((step) => [step.join(), step])).values()]
    })

/** Says it with a condition where a node takes all: the checker refuses nodes after it that get nothing. */
const leavingSome = (nodes: Record<string, { on: readonly string[]; where?: string | undefined }>) => {
  const all = Object.entries(nodes)
  const taken = (on: readonly string[], after: number) =>
    all.slice(after + 1).some(([, later]) => later.on.every((type) => on.includes(type)))
  return Object.fromEntries(
    all.map(([name, one], i) => [name, { ...one, where: one.where ?? (taken(one.on, i) ? 'true' : undefined) }]),
  )
}

/** The flow of a small process, and a rule of one deviation from it. */
export const flowOver = (common: {
  key: fc.Arbitrary<readonly string[] | undefined>
  calendar: fc.Arbitrary<string>
}): fc.Arbitrary<{ rule: Record<string, unknown>; file: RuleFile; named: (keyof typeof params)[] }> =>
  fc
    .integer({ min: 2, max: 4 })
    .map((count) => names.slice(0, count))
    .chain((nodes) =>
      fc.record({
        // The last takes what is left of every type, so that conditions of the whole flow may name any field.
        nodes: fc
          .tuple(...nodes.map(() => node))
          .map((made) =>
            Object.fromEntries(
              nodes.map((n, i) => [n, { ...made[i]!, ...(i === nodes.length - 1 && { on: [...types] }) }]),
            ),
          ),
        on: maybe(likely({ ...all, bare: true }, 1)),
        key: common.key,
        within: fc.constantFrom('1ms', '1m', '1h', '24h', '3d', '30d'),
        edges: stepsOf(nodes),
        skip: fc.dictionary(fc.constantFrom(...nodes), likely(all, 2)),
        rows: fc.array(fc.record({ when: likely(all, 1), least }), { minLength: 1, maxLength: 2 }),
        open: fc.boolean(),
        pairs: fc.array(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), { minLength: 1, maxLength: 3 }),
        most: least,
        beyond: likely({ on: [...types], measures: {} }, 1),
        deviation: fc.constantFrom(...flowDeviations),
        at: fc.constantFrom(...nodes.slice(1)),
        first: fc.boolean(),
        chosen: fc.constantFrom(...nodes),
        amount: maybe(expression('int', { ...all, bare: true }, 1)),
        plainAmount: maybe(expression('int', { on: [], measures: {}, bare: true }, 1)),
        calendar: common.calendar,
      }),
    )
    .map(({ nodes, on, key, within, edges, deviation, at, chosen, first, amount, calendar, ...parts }) => {
      const rows = parts.rows.map((row, i) => (parts.open && i === parts.rows.length - 1 ? { least: row.least } : row))
      const own: Record<string, Record<string, unknown>> = {
        'missing-node': { skip: parts.skip },
        'wrong-order': { skip: parts.skip },
        'too-few-reviews': { times: { [chosen]: rows } },
        rework: { rework: { [chosen]: parts.most } },
        'same-person': { different: parts.pairs },
        // Of a node's own types a field of others is none.
        'beyond-authority': {
          nodes: { ...nodes, [chosen]: { ...nodes[chosen], on: [...types], by: nodes[chosen]!.by ?? ['manager'] } },
          beyond: { [chosen]: parts.beyond },
        },
      }
      const isOfAll = deviation === 'rework' || deviation === 'beyond-authority'
      if (deviation === 'rework') nodes[chosen] = { ...nodes[chosen]!, on: [...types] }
      const asked: Record<string, Record<string, unknown>> = {
        'missing-node': { at, ...(first && { node: 'n1' }) },
        'wrong-order': {},
        'too-few-reviews': { node: chosen, at },
        rework: { node: chosen },
        'same-person': first ? { nodes: parts.pairs[0] } : {},
        'beyond-authority': { node: chosen },
      }
      const written = { name: 'walk', zh: '流程', en: 'Walk', on, key, within, nodes, edges, ...own[deviation] }
      const named = (Object.keys(params) as (keyof typeof params)[]).filter((name) =>
        new RegExp(`param\\.${name}\\b`).test(JSON.stringify(own[deviation])),
      )
      const used = Object.fromEntries(named.map((name) => [name, params[name]]))
      const flow = { ...written, nodes: leavingSome(written.nodes), ...(named.length > 0 && { params: used }) }
      const text = stringify(JSON.parse(JSON.stringify(flow)), { aliasDuplicateObjects: false, lineWidth: 0 })
      return {
        rule: { flow: 'walk', deviation, ...asked[deviation], amount: isOfAll ? amount : parts.plainAmount, calendar },
        file: { path: 'flows/walk.yaml', text: `kind: flow-graph\n${text}` },
        // What a wrong order asks of a skipped node is nothing, so its conditions name no parameter of the rule.
        named: deviation === 'wrong-order' || deviation === 'missing-node' ? [] : named,
      }
    })
