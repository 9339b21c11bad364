import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import { decodeEvent } from '@mingjing/rules/events/decode.ts'
import { type Event, factKey } from '@mingjing/rules/events/event.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { compareText } from '@mingjing/rules/hits/order.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { simulate } from './bank/simulate.ts'
import { openTruth, type TruthLine } from './bank/truth.ts'
import { libraryFiles } from './library.ts'

const { bundle, problems } = makeBundle({ files: await libraryFiles() })

type Line<K extends TruthLine['kind']> = Extract<TruthLine, { kind: K }>
const seed = 1
const days = 90
const hits: Hit[] = []
const planted: Line<'planted'>[] = []
const near: Line<'near'>[] = []
const clean = new Set<string>()
const cast = new Set<string>()
let events: Event[] = []

/** The engine over the whole quarter, fed as the worker would: each fact once, in groups of a millisecond. */
const judge = () => {
  const engine = createEngine(bundle)
  for (let i = 0; i < events.length; ) {
    const time = (events[i] as Event).time
    const group: Event[] = []
    while (events[i]?.time === time) group.push(events[i++] as Event)
    for (const event of group) hits.push(...engine.match(event))
    hits.push(...engine.observe(group).hits)
  }
  hits.push(...engine.due((events.at(-1) as Event).time).hits)
}

beforeAll(() => {
  const truth = openTruth()
  const facts = new Map<string, Event>()
  for (const wire of simulate({ days, seed, truth, disorder: true })) {
    const decoded = decodeEvent(wire)
    if (decoded.kind === 'ok') facts.set(factKey(decoded.event), decoded.event)
  }
  events = [...facts.values()].sort(
    (a, b) => a.time - b.time || compareText(a.source, b.source) || compareText(a.id, b.id),
  )
  judge()
  for (const line of truth.lines((events.at(-1) as Event).time)) {
    if (line.kind === 'planted') planted.push(line)
    else if (line.kind === 'near') near.push(line)
    else if (line.kind === 'cast') cast.add(line.subject)
    else clean.add(line.subject)
  }
})

const place = (hit: Pick<Hit, 'ruleId' | 'step' | 'subject' | 'at'>) =>
  `${hit.ruleId} ${hit.step} ${hit.subject} ${hit.at}`

describe('the bank knows its own answers', () => {
  it('is judged by a sound library', () => expect(problems).toEqual([]))

  it('has every planted violation found, with its key where the truth names one', () => {
    const keys = new Map(hits.map((hit) => [place(hit), hit.key]))
    const missed = planted.filter((line) => {
      const key = keys.get(place(line))
      return key === undefined || (line.key !== undefined && line.key !== key)
    })
    expect(missed).toEqual([])
  })

  it('has at least three planted violations of every rule', () => {
    const count = new Map(bundle.rules.map(({ id }) => [id, 0]))
    for (const { ruleId, step } of planted)
      if (!step.startsWith('remind')) count.set(ruleId, (count.get(ruleId) ?? 0) + 1)
    expect([...count].filter(([, n]) => n < 3)).toEqual([])
  })

  it('would miss a planted violation without any one rule, which no other rule finds', () => {
    const finders = new Map<string, Set<string>>()
    for (const { subject, ruleId } of hits) {
      const known = finders.get(subject)
      if (known) known.add(ruleId)
      else finders.set(subject, new Set([ruleId]))
    }
    // What a score finds is that others found several things about one subject; and it finds nothing without them.
    const scores = new Set(bundle.rules.filter(({ kind }) => kind === 'score').map(({ id }) => id))
    const alone = new Set<string>()
    for (const { ruleId, subject } of planted)
      if ([...(finders.get(subject) ?? [])].every((other) => other === ruleId || scores.has(other))) alone.add(ruleId)
    expect(bundle.rules.filter(({ id }) => !scores.has(id) && !alone.has(id)).map(({ id }) => id)).toEqual([])
  })

  it('has no hit on what is certified clean', () => {
    const wrong = hits.filter(
      (hit) => clean.has(hit.subject) || hit.key.split('\u001f').some((part) => clean.has(part)),
    )
    expect(wrong.map(place)).toEqual([])
    expect(clean.size).toBeGreaterThan(10_000)
  })

  it('has no hit of a rule on its near misses', () => {
    const nearly = new Set(near.map(({ ruleId, subject }) => `${ruleId} ${subject}`))
    expect(hits.filter((hit) => nearly.has(`${hit.ruleId} ${hit.subject}`)).map(place)).toEqual([])
    expect(new Set(near.map((line) => line.ruleId)).size).toBe(bundle.rules.length)
  })

  it('keeps the populations apart', () => {
    const laid = [...planted, ...near].map((line) => line.subject)
    expect(laid.filter((subject) => !cast.has(subject))).toEqual([])
    expect([...cast].filter((subject) => clean.has(subject))).toEqual([])
  })

  it('has a rate on the unlabelled rest, reported', () => {
    const ofType = new Map<string, number>()
    for (const { type } of events) ofType.set(type, (ofType.get(type) ?? 0) + 1)
    const hitsOf = Map.groupBy(hits, ({ ruleId }) => ruleId)
    const rows = bundle.rules.map((rule) => {
      const own = hitsOf.get(rule.id) ?? []
      const rest = own.filter((hit) => !cast.has(hit.subject)).length
      const judged =
        rule.kind === 'score'
          ? rule.of.reduce((sum, { ruleId }) => sum + (hitsOf.get(ruleId)?.length ?? 0), 0)
          : (rule.kind === 'sequence' ? rule.then : rule.on).reduce((sum, type) => sum + (ofType.get(type) ?? 0), 0)
      return {
        rule: rule.id,
        planted: planted.filter(({ ruleId }) => ruleId === rule.id).length,
        hits: own.length,
        rest,
        'rest per 10,000 judged': judged === 0 ? null : +((rest / judged) * 10_000).toFixed(2),
        expected: rule.expectedRate,
      }
    })
    console.table(rows)
    const rest = rows.reduce((sum, row) => sum + row.rest, 0)
    expect(rest / events.length).toBeLessThan(0.05)
  })
})
