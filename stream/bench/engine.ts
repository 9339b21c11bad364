import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { calendarOf } from '@mingjing/rules/bundle/calendars.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { compileValue } from '@mingjing/rules/javascript/compile.ts'
import type { CheckedMatchRule } from '@mingjing/rules/language/checked.ts'
import { print, timed } from './figure.ts'
import { decoded, grouped, library, seededLines } from './mix.ts'
import { cel } from './rivals/cel.ts'
import { type Derived, factOf, type Translated, translate } from './rivals/condition.ts'
import { jsonRules } from './rivals/json-rules.ts'
import type { Facts, MakeRival } from './rivals/rival.ts'
import { zen } from './rivals/zen.ts'
import { multiplied } from './tenfold.ts'

/** P1: events a second through the engine, one thread, nothing else; and other engines on the same match rules. */

const days = 30
/** Long enough to be timed, short enough that the slowest engine ends. */
const sampleSize = 5_000

const bundle = library()
const lines = await seededLines(days)
const groups = grouped(decoded(lines))
const events = groups.flat()

function through(rules: Bundle): number {
  const engine = createEngine(rules)
  let hits = 0
  for (const group of groups) {
    for (const event of group) hits += engine.match(event).length
    hits += engine.due(group[0]!.time - 1).hits.length
    hits += engine.observe(group).hits.length
  }
  return hits
}
through(bundle)
const whole = await timed(() => through(bundle))
print({
  figure: 'engine.library',
  value: events.length / whole.seconds,
  unit: 'events/s',
  target: 300_000,
  rules: bundle.rules.length,
  events: events.length,
  hits: whole.result,
  seconds: whole.seconds,
  cpuSeconds: whole.cpuSeconds,
  what: 'match, window and deadline rules over 30 seeded days, decoded events in order, one thread',
})

const times = 10
const tenfold = multiplied(bundle, times)
through(tenfold)
const more = await timed(() => through(tenfold))
print({
  figure: 'engine.library.tenfold',
  value: more.seconds / whole.seconds,
  unit: 'times the time',
  target: 3,
  rules: tenfold.rules.length,
  hits: more.result,
  seconds: more.seconds,
  what: 'each rule ten times under other ids and with other parameters, beside once',
})

const decoding = await timed(() => decoded(lines).length)
print({
  figure: 'engine.decode',
  value: decoding.result / decoding.seconds,
  unit: 'events/s',
  what: 'JSON line → event',
})

const matching = onlyMatchRules(bundle)
const matchRules = matching.rules.filter((rule): rule is CheckedMatchRule => rule.kind === 'match')
const { rules, derived } = translate(matchRules)
const step = Math.max(1, Math.floor(events.length / sampleSize))
const sample = events.filter((_, n) => n % step === 0)
const facts = factsOf(rules, derived)
const given = sample.map((event) => ({ type: event.type, facts: facts(event) }))

const matcher = createEngine(matching)
const idsOf = (event: Event) => matcher.match(event).map((hit) => hit.ruleId)
const ours = sample.map((event) => idsOf(event).sort().join())
for (const event of events) matcher.match(event)
const alone = await timed(() => {
  let hits = 0
  for (const event of events) hits += matcher.match(event).length
  return hits
})
const speed = events.length / alone.seconds
const about = { rules: rules.length, sample: sample.length, hits: ours.filter((ids) => ids !== '').length }
print({ figure: 'engine.match', value: speed, unit: 'events/s', ...about, events: events.length })

for (const make of [cel, zen, jsonRules] satisfies MakeRival[]) {
  const rival = make(rules)
  const answers: string[] = []
  const answerAll = async () => {
    for (const { type, facts } of given) {
      const found = rival.hits(type, facts)
      answers.push((found instanceof Promise ? await found : found).sort().join())
    }
  }
  await answerAll()
  answers.length = 0
  const { seconds } = await timed(answerAll)
  const differing = answers.filter((ids, n) => ids !== ours[n]).length
  if (differing > 0) throw new Error(`${rival.name} differs from our engine on ${differing} of ${sample.length} events`)
  const value = sample.length / seconds
  const what = `same rules, same hits; arithmetic, calendars and text functions (${derived.length} facts) handed in ready`
  print({
    figure: `engine.match.${rival.name}`,
    value,
    unit: 'events/s',
    ...about,
    slower: Math.round(speed / value),
    what,
  })
}

function onlyMatchRules(all: Bundle): Bundle {
  const paths = new Set(all.rules.filter((rule) => rule.kind === 'match').map((rule) => rule.path))
  return makeBundle({ files: all.files.filter((file) => paths.has(file.path)) }).bundle
}

/** Every fact any rule names, with null where an event has none. */
function factsOf(rules: readonly Translated[], derived: readonly Derived[]): (event: Event) => Facts {
  const named = new Set<string>(JSON.stringify(rules).match(/(?<="fact":")f_\w+/g))
  const computed = derived.map(({ fact, node, rule }) => {
    const params = Object.keys(rule.params)
    const calendar = calendarOf(matching, rule.calendar)
    const value = compileValue(node, { params, measures: [], calendar })
    const defaults = params.map((name) => rule.params[name]!.default)
    return { fact, of: (event: Event) => value(event, defaults, []) }
  })
  return (event) => {
    const { data, ...envelope } = event
    const facts: Facts = Object.fromEntries([...named].map((fact) => [fact, null]))
    for (const [name, value] of Object.entries({ ...envelope, ...data })) facts[factOf(name)] = value ?? null
    for (const { fact, of } of computed) facts[fact] = of(event)
    return facts
  }
}
