import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { CalendarDefinition } from '../calendar/definition.ts'
import { calendarDefinitions } from '../calendar/named.ts'
import { compareText } from '../hits/order.ts'
import type { CheckedRule } from '../language/checked.ts'
import { expressionsOf, listsIn } from '../language/expressions.ts'
import { loadFlow } from '../language/flow.ts'
import { isFlowFile } from '../language/flow-file.ts'
import type { FlowGraph } from '../language/flow-graph.ts'
import { ownRules } from '../language/flow-own.ts'
import { limits } from '../language/limits.ts'
import { type CheckedList, isListFile, loadList } from '../language/list.ts'
import { defaultCalendar, loadRule, type RuleFile } from '../language/load.ts'
import { suggestion } from '../language/nearest.ts'
import type { Problem } from '../language/problem.ts'
import { readSource } from '../language/source.ts'
import { canonicalJson } from './canonical.ts'
import { checkParameterTable, type ParameterTable } from './parameters.ts'

export type { ParameterTable } from './parameters.ts'

/** Raised when the same rules come to mean something else, so that no old bundle's hash stands for the new meaning. */
const languageVersion = 1
const format = 'mingjing-bundle-1'

/** Everything that decides, immutable. Stored and moved as its {@link bundleSource}. */
export interface Bundle {
  /** SHA-256 in hex of the rules' meaning and words, parameters, calendars and lists; comments, layout and tests do not count. */
  readonly hash: string
  /** By id, bytewise. */
  readonly rules: readonly CheckedRule[]
  readonly parameters: ParameterTable
  /** Those the rules use, by name. */
  readonly calendars: readonly CalendarDefinition[]
  /** Those the rules look values up in, by name. */
  readonly lists: readonly CheckedList[]
  /** Those the rules hold cases against, by name. */
  readonly flows: readonly FlowGraph[]
  /** What the rules, lists and flows were read from. */
  readonly files: readonly RuleFile[]
}

export interface BundleParts {
  readonly files: readonly RuleFile[]
  readonly parameters?: ParameterTable
  /** Calendars beside, or in place of, the built-in ones. */
  readonly calendars?: readonly CalendarDefinition[]
}

/** Reads files of rules, lists and flows into a bundle of those that are sound; each that is not is told in `problems`. */
export const makeBundle = ({
  files,
  parameters = {},
  calendars = [],
}: BundleParts): { bundle: Bundle; problems: Problem[] } => {
  const known = new Map([...calendarDefinitions, ...calendars].map((calendar) => [calendar.name, calendar]))
  const problems: Problem[] = []
  const rules = new Map<string, CheckedRule>()
  const sorted = [...files].sort((a, b) => compareText(a.path, b.path))
  const lists = listsOf(sorted, problems)
  const flows = flowsOf(sorted, lists, problems)
  for (const file of sorted) {
    if (isListFile(file.text) || isFlowFile(file.text)) continue
    const loaded = loadRule(
      file,
      [...known.keys()],
      lists,
      flows.map(({ graph }) => graph),
    )
    problems.push(...loaded.problems)
    if (!loaded.rule) continue
    const first = rules.get(loaded.rule.id)
    if (first) problems.push(repeated(file, first))
    else rules.set(loaded.rule.id, loaded.rule)
  }
  for (const rule of flows.flatMap(({ own }) => own)) {
    const first = rules.get(rule.id)
    if (first) problems.push(repeated(sorted.find(({ path }) => path === rule.path)!, first))
    else rules.set(rule.id, rule)
  }
  for (const rule of rules.values()) {
    const unsound = scoreProblems(rule, rules, sorted)
    problems.push(...unsound)
    if (unsound.length > 0) rules.delete(rule.id)
  }
  const ordered = [...rules.values()].sort((a, b) => compareText(a.id, b.id))
  problems.push(...checkParameterTable(parameters, ordered))
  const used = new Set(ordered.map((rule) => rule.calendar))
  const definitions = [...known.values()]
    .filter((calendar) => used.has(calendar.name))
    .sort((a, b) => compareText(a.name, b.name))
  const named = listsIn(ordered.flatMap(expressionsOf))
  const asked = lists.filter(({ name }) => named.has(name))
  const held = new Set(ordered.flatMap(({ flow }) => flow?.graph.name ?? []))
  const content = {
    languageVersion,
    rules: ordered.map(deciding),
    parameters,
    calendars: definitions,
    // A bundle without lists keeps the hash it had before there were any.
    ...(asked.length > 0 && { lists: asked }),
  }
  const hash = bytesToHex(sha256(utf8ToBytes(canonicalJson(content))))
  return {
    bundle: Object.freeze({
      hash,
      rules: ordered,
      parameters,
      calendars: definitions,
      lists: asked,
      flows: flows.map(({ graph }) => graph).filter(({ name }) => held.has(name)),
      files: sorted,
    }),
    problems,
  }
}

/** What a score weighs that is no rule of the bundle, or is a score itself. */
const scoreProblems = (
  rule: CheckedRule,
  rules: ReadonlyMap<string, CheckedRule>,
  files: readonly RuleFile[],
): Problem[] => {
  if (rule.kind !== 'score') return []
  const { path, text } = files.find((file) => file.path === rule.path)!
  const { source } = readSource(path, text)
  return rule.of.flatMap(({ ruleId }) => {
    const named = rules.get(ruleId)
    if (named && named.kind !== 'score') return []
    const why = named ? 'is a score; a score weighs other rules' : `is no rule here${suggestion(ruleId, rules.keys())}`
    return source?.problemAt(['of', ruleId], 'unknown-rule', `"${ruleId}" ${why}`, 'key') ?? []
  })
}

/** The lists among the files, by name. */
const listsOf = (files: readonly RuleFile[], problems: Problem[]): CheckedList[] =>
  namedOf('list', files, problems, (file) => {
    if (!isListFile(file.text)) return null
    const { list: named, problems } = loadList(file)
    return { named, problems }
  })

interface Flow {
  readonly name: string
  readonly graph: FlowGraph
  readonly own: readonly CheckedRule[]
}

/** The flows among the files, by name, with the rules they bring. A rule holds its own copy, so the hash has them too. */
const flowsOf = (files: readonly RuleFile[], lists: readonly CheckedList[], problems: Problem[]): Flow[] =>
  namedOf('flow', files, problems, (file) => {
    if (!isFlowFile(file.text)) return null
    const { flow: graph, problems } = loadFlow(file, lists)
    const own = graph ? ownRules(graph, file.path, defaultCalendar) : []
    const { source } = readSource(file.path, file.text)
    const complex = own.flatMap(({ id, cost }) => {
      const message = `${id} costs ${cost} an event, at most ${limits.cost} are allowed`
      return cost > limits.cost ? (source?.problemAt(['finds'], 'too-complex', message) ?? []) : []
    })
    const sound = own.filter(({ cost }) => cost <= limits.cost)
    return { named: graph && { name: graph.name, graph, own: sound }, problems: [...problems, ...complex] }
  })

/** What of the files `load` knows, each name once. */
const namedOf = <T extends { readonly name: string }>(
  what: string,
  files: readonly RuleFile[],
  problems: Problem[],
  load: (file: RuleFile) => { named: T | null; problems: Problem[] } | null,
): T[] => {
  const all = new Map<string, T>()
  for (const file of files) {
    const { named = null, problems: own = [] } = load(file) ?? {}
    problems.push(...own)
    if (!named) continue
    if (!all.has(named.name)) all.set(named.name, named)
    else {
      const { source } = readSource(file.path, file.text)
      const told = source?.problemAt(['name'], 'repeated', `there is already a ${what} "${named.name}"`)
      if (told) problems.push(told)
    }
  }
  return [...all.values()].sort((a, b) => compareText(a.name, b.name))
}

const repeated = (file: RuleFile, first: CheckedRule): Problem => {
  const { source } = readSource(file.path, file.text)
  const message = `"${first.id}" is already the id of ${first.path}`
  return (
    source?.problemAt(['id'], 'repeated', message) ?? {
      path: file.path,
      line: 1,
      column: 1,
      length: 1,
      code: 'repeated',
      message,
    }
  )
}

const deciding = ({ path, tests, base, cost, covers, expectedRate, ...rule }: CheckedRule) => rule

/** The bundle as one text, from which {@link openBundle} makes the same bundle. */
export const bundleSource = ({ files, parameters, calendars }: Bundle): string =>
  canonicalJson({ format, files, parameters, calendars })

/**
 * The bundle of a stored text.
 *
 * @throws when it is no bundle, or its rules no longer load.
 */
export const openBundle = (text: string): Bundle => {
  const parts = JSON.parse(text) as BundleParts & { format?: string }
  if (parts.format !== format) throw new Error('this text is no bundle of rules')
  const { bundle, problems } = makeBundle(parts)
  const [problem] = problems
  if (problem) throw new Error(`a stored bundle does not load: ${problem.path}:${problem.line}: ${problem.message}`)
  return bundle
}
