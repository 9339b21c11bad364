import { canonicalJson } from '../bundle/canonical.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import type { Event } from '../events/event.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { type Sample, sampleBundle, sampleEvent } from './sample.ts'

/** Tuesday 2026-03-10, 10:00 in China; working hours are 09:00 to 17:30. */
export const t0 = Date.UTC(2026, 2, 10, 2)
export const hour = 3_600_000
export const day = 24 * hour

export const deadline = (rest: Record<string, unknown> = {}): Sample => ({
  kind: 'deadline',
  on: 'complaint.filed',
  expect: 'complaint.answered',
  pause: 'application.withdrawn',
  resume: 'application.submitted',
  within: '24h',
  ...rest,
})
export const of =
  (type: Event['type']) =>
  (id: string, ms: number, rest: Partial<Event> = {}) =>
    sampleEvent(id, ms, { actor: 'u1' }, { type, ...rest })
export const filed = of('complaint.filed')
export const answered = of('complaint.answered')
export const pause = of('application.withdrawn')
export const resume = of('application.submitted')

export const bundleOf = (sample: Sample, parameters = {}) => sampleBundle([sample], parameters)
/** Steps, triggers and times of the hits. @throws when engine and reference differ. */
export const hitsOf = (sample: Sample, events: readonly Event[], until: number, parameters = {}) => {
  const bundle = bundleOf(sample, parameters)
  const hits = evaluateEngine(bundle, events, until)
  if (canonicalJson(hits) !== canonicalJson(evaluateReference(bundle, events, until)))
    throw new Error('engine and reference differ')
  return hits.map((hit) => [hit.step, hit.triggerId.replace('test#', ''), Date.parse(hit.at)] as const)
}
export const far = t0 + 90 * day
