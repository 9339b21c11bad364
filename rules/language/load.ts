import { checkSpans } from './allowed-time.ts'
import type { CheckedRule } from './checked.ts'
import { costOf, costOfLookUp, costOfMeasure } from './cost.ts'
import { checkDeadlineEvents } from './deadline-events.ts'
import { checkKey, namesOf, typesOf } from './event-types.ts'
import { readExpression } from './expression.ts'
import type { FlowGraph } from './flow-graph.ts'
import { checkFlowRule, flowRule, flowTypes } from './flow-rule.ts'
import { limits } from './limits.ts'
import type { CheckedList } from './list.ts'
import { checkMeasures, measureType } from './measures.ts'
import { checkParameters } from './parameters.ts'
import { checkPeer, peerMeasures, shownOfPeer } from './peer.ts'
import type { Problem } from './problem.ts'
import type { FlowRule, Rule, ScoreRule } from './rule.ts'
import type { Scope } from './scope.ts'
import { checkScore } from './score.ts'
import { checkSequence } from './sequence.ts'
import { checkShape } from './shape.ts'
import { shownIn } from './shown.ts'
import { type Place, readSource, type Source } from './source.ts'
import { checkTests } from './tests.ts'
import { type Node, nodesOf, type ValueType } from './tree.ts'

export interface RuleFile {
  /** Shown in problems; `/` between folders. */
  readonly path: string
  readonly text: string
}

/**
 * Loads one rule file: YAML, shape, expressions, types, limits. A rule with any problem is null. `calendars` are the
 * names a rule may ask for, `lists` those it may look values up in, `flows` those it may hold cases against.
 */
export const loadRule = (
  file: RuleFile,
  calendars: readonly string[],
  lists: readonly CheckedList[] = [],
  flows: readonly FlowGraph[] = [],
): { rule: CheckedRule | null; problems: Problem[] } => {
  const { source, problems: yaml } = readSource(file.path, file.text)
  if (!source) return { rule: null, problems: yaml }
  const shape = checkShape(source)
  if (shape.length > 0) return { rule: null, problems: shape }
  const problems: Problem[] = []
  const rule = checkRule(source.data as Rule, source, { calendars, lists, flows }, problems)
  return problems.length > 0 || !rule
    ? { rule: null, problems: problems.slice(0, limits.problems) }
    : { rule: deepFreeze(rule), problems: [] }
}

export const defaultCalendar = 'cn-bank'

const checkRule = (
  rule: Rule,
  source: Source,
  {
    calendars,
    lists,
    flows,
  }: { calendars: readonly string[]; lists: readonly CheckedList[]; flows: readonly FlowGraph[] },
  problems: Problem[],
): CheckedRule | null => {
  const tell = (place: Place, code: string, message: string) => {
    problems.push(source.problemAt(place, code, message))
  }
  const read = (place: Place, text: string | undefined, scope: Scope, wanted: readonly ValueType[]): Node | null => {
    if (text === undefined) return null
    const { node, complaints } = readExpression(text, { ...scope, lists }, wanted)
    for (const { range, code, message } of complaints)
      problems.push(source.problemWithin(place, range.start, range.end, code, message))
    return node
  }

  const written: Partial<Exclude<Rule, ScoreRule | FlowRule>> =
    rule.kind === 'score' ? {} : rule.kind === 'flow' ? amountAndCalendar(rule) : rule
  const asked = rule.kind === 'flow' ? checkFlowRule(rule, flows, tell) : null
  const calendar = written.calendar ?? defaultCalendar
  if (!calendars.includes(calendar))
    tell(['calendar'], 'unknown-calendar', `there is no calendar "${calendar}"; there are ${calendars.join(', ')}`)
  const params = checkParameters(written.params ?? {}, tell)
  const on = asked ? flowTypes(asked) : typesOf(written.on ?? [], ['on'], tell)
  const key = asked ? asked.graph.key : checkKey(written.key ?? ['subject'], on, 'on', tell)
  const trigger: Scope = { types: on, params, measures: {} }
  const where = read(['where'], written.where, trigger, ['bool'])
  if (rule.kind === 'match' && written.where === undefined)
    tell([], 'shape', '"where" is missing: it is the condition of a match rule')

  const measures = rule.kind === 'window' ? checkMeasures(rule, on, params, read, tell) : []
  const sequence = rule.kind === 'sequence' ? checkSequence(rule, on, params, read, tell) : null
  const peer = rule.kind === 'peer' ? checkPeer(rule, on, params, read, tell) : null
  const judged: Scope = {
    ...trigger,
    ...sequence?.judged,
    measures:
      rule.kind === 'peer'
        ? peerMeasures
        : Object.fromEntries(measures.map((measure) => [measure.name, measureType(measure)])),
  }
  const when = 'when' in rule ? read(['when'], rule.when, judged, ['bool']) : null
  if (when && rule.kind === 'window') {
    const used = new Set([...nodesOf(when)].filter((node) => node.kind === 'measure').map((node) => node.name))
    for (const measure of measures)
      if (!used.has(measure.name))
        tell(['measures', measure.name], 'unused-measure', `"when" never asks for the measure "${measure.name}"`)
  }
  const amount = read(['amount'], written.amount, judged, ['int'])
  checkTests(rule, tell)

  const common = {
    id: rule.id,
    version: rule.version,
    stage: rule.stage,
    risk: rule.risk,
    covers: rule.covers ?? null,
    severity: rule.severity,
    opens: rule.opens,
    title: rule.title,
    explanation: rule.explanation,
    class: rule.class ?? 'operational',
    owner: rule.owner,
    expectedRate: rule.expectedRate ?? null,
    basis: rule.basis,
    check: rule.check,
    rectify: rule.rectify,
    group: rule.group ?? rule.stage,
    calendar,
    params,
    on: namesOf(on),
    where,
    key,
    amount,
    shown: sequence
      ? shownIn([sequence.thenWhere, when, amount], where)
      : shownIn([where, when, amount, ...(peer ? shownOfPeer(peer) : [])]),
    base: rule.base,
    tests: rule.tests,
    path: source.path,
  } as const
  const cost = [where, when, amount].reduce((sum, node) => sum + costOf(node), 0)
  const total = measures.reduce((sum, measure) => sum + costOfMeasure(measure), cost)

  const checked = ((): CheckedRule | null => {
    switch (rule.kind) {
      case 'match':
        return { ...common, kind: 'match', cost: total }
      case 'window':
        return when && { ...common, kind: 'window', measures, when, cost: total }
      case 'flow':
        return asked && flowRule({ ...common, cost: 0 }, asked)
      case 'score': {
        const parts = checkScore(rule, tell)
        return parts && { ...common, kind: 'score', ...parts, cost: costOfLookUp }
      }
      case 'sequence': {
        if (!sequence) return null
        const { judged: _, ...parts } = sequence
        const more = [when, parts.thenWhere, parts.withoutWhere].reduce((sum, node) => sum + costOf(node), costOfLookUp)
        return { ...common, kind: 'sequence', ...parts, when, cost: costOf(where) + costOf(amount) + more }
      }
      case 'peer':
        return peer && { ...common, kind: 'peer', ...peer, when, cost: total + costOf(peer.of) + costOfLookUp }
      case 'deadline': {
        const events = checkDeadlineEvents(rule, params, read, tell)
        const spans = checkSpans(rule, params, tell)
        const conditions = [events.expectWhere, events.pauseWhere, events.resumeWhere, events.restartWhere]
        return (
          spans && {
            ...common,
            kind: 'deadline',
            ...events,
            ...spans,
            cost: conditions.reduce((sum, node) => sum + costOf(node), total),
          }
        )
      }
    }
  })()
  if (checked && checked.cost > limits.cost)
    tell([], 'too-complex', `the rule costs ${checked.cost} an event, at most ${limits.cost} are allowed`)
  return checked
}

const amountAndCalendar = ({ amount, calendar }: FlowRule) => ({
  ...(amount !== undefined && { amount }),
  ...(calendar !== undefined && { calendar }),
})

const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
