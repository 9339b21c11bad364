import { catalogue, type EventTypeName, eventTypeNamed } from '../events/catalogue.ts'
import type { EventType } from '../events/type.ts'
import { compareText } from '../hits/order.ts'
import type {
  CheckedDeadlineRule,
  CheckedMeasure,
  CheckedParameter,
  CheckedRule,
  CheckedScoreRule,
  CheckedSequenceRule,
  MeasureFunction,
  ShownValue,
} from './checked.ts'
import { costOf, costOfLookUp, costOfMeasure } from './cost.ts'
import { type Duration, isWorking, maxWindowMs, parseDuration, parseWall } from './duration.ts'
import { readExpression } from './expression.ts'
import { limits } from './limits.ts'
import type { CheckedList } from './list.ts'
import { suggestion } from './nearest.ts'
import type { Problem } from './problem.ts'
import type { DeadlineRule, Measure, Parameter, Rule, ScoreRule, SequenceRule, WindowRule } from './rule.ts'
import { carries, fieldNamed, namesIn, type Scope } from './scope.ts'
import { checkShape } from './shape.ts'
import { type Place, readSource, type Source } from './source.ts'
import { checkTests } from './tests.ts'
import { type FieldNode, type MeasureNode, type Node, nodesOf, type ValueType } from './tree.ts'

export interface RuleFile {
  /** Shown in problems; `/` between folders. */
  readonly path: string
  readonly text: string
}

/**
 * Loads one rule file: YAML, shape, expressions, types, limits. A rule with any problem is null. `calendars` are the
 * names a rule may ask for, `lists` those it may look values up in.
 */
export const loadRule = (
  file: RuleFile,
  calendars: readonly string[],
  lists: readonly CheckedList[] = [],
): { rule: CheckedRule | null; problems: Problem[] } => {
  const { source, problems: yaml } = readSource(file.path, file.text)
  if (!source) return { rule: null, problems: yaml }
  const shape = checkShape(source)
  if (shape.length > 0) return { rule: null, problems: shape }
  const problems: Problem[] = []
  const rule = checkRule(source.data as Rule, source, { calendars, lists }, problems)
  return problems.length > 0 || !rule ? { rule: null, problems } : { rule: deepFreeze(rule), problems: [] }
}

const defaultCalendar = 'cn-bank'

const checkRule = (
  rule: Rule,
  source: Source,
  { calendars, lists }: { calendars: readonly string[]; lists: readonly CheckedList[] },
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

  const written: Partial<Exclude<Rule, ScoreRule>> = rule.kind === 'score' ? {} : rule
  const calendar = written.calendar ?? defaultCalendar
  if (!calendars.includes(calendar))
    tell(['calendar'], 'unknown-calendar', `there is no calendar "${calendar}"; there are ${calendars.join(', ')}`)
  const params = checkParameters(written.params ?? {}, tell)
  const on = typesOf(written.on ?? [], ['on'], tell)
  const key = checkKey(written.key ?? ['subject'], on, 'on', tell)
  const trigger: Scope = { types: on, params, measures: {} }
  const where = read(['where'], written.where, trigger, ['bool'])
  if (rule.kind === 'match' && written.where === undefined)
    tell([], 'shape', '"where" is missing: it is the condition of a match rule')

  const measures = rule.kind === 'window' ? checkMeasures(rule, on, params, read, tell) : []
  const sequence = rule.kind === 'sequence' ? checkSequence(rule, on, params, read, tell) : null
  const judged: Scope = {
    ...trigger,
    ...sequence?.judged,
    measures: Object.fromEntries(measures.map((measure) => [measure.name, measureType(measure)])),
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
    severity: rule.severity,
    opens: rule.opens,
    title: rule.title,
    explanation: rule.explanation,
    class: rule.class ?? 'operational',
    owner: rule.owner,
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
    shown: sequence ? shownIn([sequence.thenWhere, when, amount], where) : shownIn([where, when, amount]),
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
      case 'deadline': {
        const expect = typesOf(rule.expect, ['expect'], tell)
        checkKey(rule.key ?? ['subject'], expect, 'expect', tell)
        const expectWhere = read(['expectWhere'], rule.expectWhere, { types: expect, params, measures: {} }, ['bool'])
        const spans = checkSpans(rule, params, tell)
        return (
          spans && {
            ...common,
            kind: 'deadline',
            expect: namesOf(expect),
            expectWhere,
            ...spans,
            cost: total + costOf(expectWhere),
          }
        )
      }
    }
  })()
  if (checked && checked.cost > limits.cost)
    tell([], 'too-complex', `the rule costs ${checked.cost} an event, at most ${limits.cost} are allowed`)
  return checked
}

type Tell = (place: Place, code: string, message: string) => void

const namesOf = (types: readonly EventType[]) => types.map((type) => type.name as EventTypeName)

const typesOf = (written: string | string[], place: Place, tell: Tell): EventType[] => {
  const names = typeof written === 'string' ? [written] : written
  const types: EventType[] = []
  for (const [i, name] of names.entries()) {
    const type = eventTypeNamed(name)
    const here = typeof written === 'string' ? place : [...place, i]
    if (!type) {
      const near = suggestion(
        name,
        catalogue.map((known) => known.name),
      )
      tell(here, 'unknown-type', `there is no event type "${name}"${near}`)
    } else if (types.includes(type)) tell(here, 'repeated', `"${name}" stands here twice`)
    else types.push(type)
  }
  return types
}

const checkKey = (names: readonly string[], types: readonly EventType[], of: string, tell: Tell): FieldNode[] => {
  const key: FieldNode[] = []
  for (const [i, name] of names.entries()) {
    const field = fieldNamed(name)
    const place = ['key', i]
    if (!field) {
      const near = suggestion(name, namesIn({ types, params: {}, measures: {} }))
      if (of === 'on') tell(place, 'unknown-name', `no field is called "${name}"${near}`)
      continue
    }
    key.push(field)
    if (field.type === 'double') tell(place, 'key', `"${name}" is a double; a key must be exact`)
    const without = types.filter((type) => !carries(type, field)).map((type) => type.name)
    if (without.length > 0)
      tell(
        place,
        'foreign-field',
        `"${name}" is not a field of ${without.join(', ')}, so no such event would have a key`,
      )
  }
  return key
}

const realUnits = ['share', 'rate']

const checkParameters = (params: Record<string, Parameter>, tell: Tell): Record<string, CheckedParameter> => {
  const checked: Record<string, CheckedParameter> = {}
  for (const [name, { default: value, unit, min, max }] of Object.entries(params)) {
    const numbers = [value, min, max].filter((n) => typeof n === 'number')
    const isDouble = numbers.some((n) => !Number.isSafeInteger(n)) || realUnits.includes(unit ?? '')
    const type = typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'bool' : isDouble ? 'double' : 'int'
    checked[name] = { type, default: value, unit: unit ?? null, min: min ?? null, max: max ?? null }
    const wrong = valueProblem(checked[name], value)
    if (wrong) tell(['params', name, 'default'], 'parameter', `the default of "${name}" ${wrong}`)
  }
  return checked
}

/** What is wrong with a value of a parameter, or null. */
export const valueProblem = (parameter: CheckedParameter, value: unknown): string | null => {
  const { type, min, max } = parameter
  if (type === 'text') return typeof value === 'string' ? null : 'is not a text'
  if (type === 'bool') return typeof value === 'boolean' ? null : 'is not true or false'
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'is not a number'
  if (type === 'int' && !Number.isSafeInteger(value)) return 'is not a whole number'
  if (min !== null && value < min) return `is below its minimum ${min}`
  if (max !== null && value > max) return `is above its maximum ${max}`
  return null
}

const functions = ['count', 'sum', 'avg', 'min', 'max', 'distinct'] as const satisfies readonly MeasureFunction[]
const aggregable: Record<Exclude<MeasureFunction, 'count'>, readonly ValueType[]> = {
  sum: ['int'],
  avg: ['int'],
  min: ['int', 'moment'],
  max: ['int', 'moment'],
  distinct: ['int', 'moment', 'text', 'bool'],
}

const measureType = (measure: CheckedMeasure): MeasureNode['type'] => {
  if (measure.function === 'avg') return 'average'
  const extreme = measure.function === 'min' || measure.function === 'max'
  return extreme && measure.of?.type === 'moment' ? 'moment' : 'int'
}

type Read = (place: Place, text: string | undefined, scope: Scope, wanted: readonly ValueType[]) => Node | null

const checkMeasures = (
  rule: WindowRule,
  on: readonly EventType[],
  params: Record<string, CheckedParameter>,
  read: Read,
  tell: Tell,
): CheckedMeasure[] => {
  const measures: CheckedMeasure[] = []
  if (Object.keys(rule.measures).length === 0) tell(['measures'], 'shape', 'a window rule needs at least one measure')
  for (const [name, measure] of Object.entries(rule.measures) as [string, Measure][]) {
    const place = ['measures', name]
    if (fieldNamed(name) || name === 'param')
      tell(place, 'name', `a measure cannot be called "${name}": an event already has a field of that name`)
    const used = functions.filter((f) => measure[f] !== undefined)
    const [fn] = used
    if (!fn || used.length > 1) {
      tell(place, 'shape', `"${name}" needs exactly one of ${functions.join(', ')}`)
      continue
    }
    const over = measure.over === undefined ? [...on] : typesOf(measure.over, [...place, 'over'], tell)
    if (measure.over !== undefined) checkKey(rule.key ?? ['subject'], over, 'over', tell)
    const scope: Scope = { types: over, params, measures: {} }
    const where = read([...place, 'where'], measure.where, scope, ['bool'])
    const of = fn === 'count' ? null : read([...place, fn], measure[fn], scope, aggregable[fn])
    const withinMs = parseWall(measure.within)
    if (withinMs === null) tell([...place, 'within'], 'duration', 'a window is wall-clock time such as 30m, 24h or 7d')
    else if (withinMs > maxWindowMs) tell([...place, 'within'], 'duration', 'a window is at most 400d')
    if (withinMs === null || (fn !== 'count' && !of)) continue
    measures.push({ name, function: fn, of, over: namesOf(over), where, withinMs })
  }
  return measures
}

type Sequence = Omit<CheckedSequenceRule, keyof CheckedRule | 'when'> & { readonly judged: Partial<Scope> }

/** The second event, what may undo the first, and the scope of `when` and `amount`. */
const checkSequence = (
  rule: SequenceRule,
  on: readonly EventType[],
  params: Record<string, CheckedParameter>,
  read: Read,
  tell: Tell,
): Sequence | null => {
  const followed = typesOf(rule.then, ['then'], tell)
  const without = rule.without === undefined ? [] : typesOf(rule.without, ['without'], tell)
  for (const [types, of] of [
    [followed, 'then'],
    [without, 'without'],
  ] as const)
    checkKey(rule.key ?? ['subject'], types, of, tell)
  const thenWhere = read(['thenWhere'], rule.thenWhere, { types: followed, params, measures: {} }, ['bool'])
  const withoutWhere = read(['withoutWhere'], rule.withoutWhere, { types: without, params, measures: {} }, ['bool'])
  if (rule.withoutWhere !== undefined && rule.without === undefined)
    tell(['withoutWhere'], 'shape', '"withoutWhere" needs "without", the events it is asked of')
  const withinMs = parseWall(rule.within)
  if (withinMs === null) tell(['within'], 'duration', 'a sequence is within wall-clock time such as 30m, 24h or 7d')
  else if (withinMs > maxWindowMs) tell(['within'], 'duration', 'a sequence is within at most 400d')
  if (withinMs === null) return null
  return {
    // biome-ignore lint/suspicious/noThenProperty: named as in the rule file; nothing awaits a rule.
    then: namesOf(followed),
    thenWhere,
    withinMs,
    without: namesOf(without),
    withoutWhere,
    pair: rule.pair ?? 'last',
    judged: { types: followed, first: on },
  }
}

/** Whether the rules it weighs are there only their bundle can tell: see ../bundle/bundle.ts. */
const checkScore = (rule: ScoreRule, tell: Tell): Pick<CheckedScoreRule, 'of' | 'withinMs' | 'bands'> | null => {
  const withinMs = parseWall(rule.within)
  if (withinMs === null) tell(['within'], 'duration', 'a score is within wall-clock time such as 24h or 30d')
  else if (withinMs > maxWindowMs) tell(['within'], 'duration', 'a score is within at most 400d')
  const most = Object.values(rule.of).reduce((sum, weight) => sum + weight, 0)
  for (const [i, { from }] of rule.bands.entries()) {
    const below = rule.bands[i - 1]
    if (below && from <= below.from) tell(['bands', i, 'from'], 'bands', 'each band begins above the one before')
    if (from > most) tell(['bands', i, 'from'], 'bands', `all rules together weigh ${most}, so this is never reached`)
  }
  const last = rule.bands.at(-1)!
  if (last.severity !== rule.severity)
    tell(['severity'], 'bands', `the severity is that of the last band, ${last.severity}`)
  const of = Object.entries(rule.of)
    .map(([ruleId, weight]) => ({ ruleId, weight }))
    .sort((a, b) => compareText(a.ruleId, b.ruleId))
  return withinMs === null ? null : { of, withinMs, bands: rule.bands }
}

type Spans = Pick<CheckedDeadlineRule, 'within' | 'remind'>

/** Time allowed and reminders: one kind of time in a rule, wall or working. */
const checkSpans = (rule: DeadlineRule, params: Record<string, CheckedParameter>, tell: Tell): Spans | null => {
  const named = /^param\.(\w+)$/.exec(rule.within)?.[1]
  const parameter = named !== undefined && Object.hasOwn(params, named) ? params[named] : undefined
  if (named !== undefined && parameter?.type !== 'text') {
    const near = suggestion(named, Object.keys(params))
    tell(
      ['within'],
      'duration',
      parameter ? `param.${named} is not a text such as 3wd` : `the rule has no parameter "${named}"${near}`,
    )
    return null
  }
  const written = parameter ? String(parameter.default) : rule.within
  const within = allowedTime(written)
  if (typeof within === 'string') {
    tell(named === undefined ? ['within'] : ['params', named, 'default'], 'duration', within)
    return null
  }
  const remind: Duration[] = []
  for (const [i, text] of (rule.remind ?? []).entries()) {
    const before = parseDuration(text)
    if (!before) tell(['remind', i], 'duration', `"${text}" is no duration; write 30m, 24h, 2wd or 4wh`)
    else if (isWorking(before) !== isWorking(within))
      tell(['remind', i], 'duration', 'a reminder counts the same kind of time as "within": wall or working')
    else remind.push(before)
  }
  return { within: named === undefined ? within : { kind: 'param', name: named }, remind }
}

const longestWorkdays = 250
const longestWorkingMs = 2_000 * 3_600_000

/** The time a deadline allows, or why a text is none. Working time is bounded so that it stays below 400 days. */
export const allowedTime = (text: string): Duration | string => {
  const duration = parseDuration(text)
  if (!duration) return `"${text}" is no duration; write 30m, 24h, 15d, 3wd or 8wh`
  const tooLong =
    (duration.kind === 'wall' && duration.ms > maxWindowMs) ||
    (duration.kind === 'workdays' && duration.workdays > longestWorkdays) ||
    (duration.kind === 'working' && duration.workingMs > longestWorkingMs)
  return tooLong ? 'a deadline is at most 400d, 250wd or 2000wh' : duration
}

/**
 * What a hit shows: the fields, measures and parameters of the trigger's expressions, by name bytewise; of the first
 * event of a sequence what `when` and `amount` name, and the fields it was selected by.
 */
const shownIn = (expressions: readonly (Node | null)[], firstWhere: Node | null = null): ShownValue[] => {
  const shown = new Map<string, ShownValue>()
  for (const expression of expressions) {
    if (!expression) continue
    for (const node of nodesOf(expression)) {
      if (node.kind === 'field') shown.set(node.name, { name: node.name, from: 'field', field: node })
      if (node.kind === 'measure') shown.set(node.name, { name: node.name, from: 'measure', measure: node.name })
      if (node.kind === 'param') {
        const name = `param.${node.name}`
        shown.set(name, { name, from: 'param', param: node.name })
      }
    }
  }
  for (const expression of [...expressions, firstWhere])
    for (const node of expression ? nodesOf(expression) : []) {
      if (node.kind !== 'first' && (node.kind !== 'field' || expression !== firstWhere)) continue
      const name = `first.${node.name}`
      shown.set(name, { name, from: 'first', field: { ...node, kind: 'field' } })
    }
  return [...shown.values()].sort((a, b) => compareText(a.name, b.name))
}

const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
