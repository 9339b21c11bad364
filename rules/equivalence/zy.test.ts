import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateEngine } from '../engine/evaluate.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { bundleOf, difference, pair } from './pair.ts'
import { featuresOf } from './run.ts'

test('peers', () => {
  const pairs = fc.sample(pair, { numRuns: 6000, seed: 5 }).filter((p) => p.generated.rules[0]!.kind === 'peer')
  let hitting = 0,
    hits = 0
  const by = new Map()
  for (const given of pairs) {
    const bundle = bundleOf(given.generated)
    const engine = evaluateEngine(bundle, given.events, given.until)
    const reference = evaluateReference(bundle, given.events, given.until)
    const d = difference({ engine, sql: reference, reference })
    if (d) {
      console.log(d, JSON.stringify(given.generated))
      expect(d).toBeNull()
    }
    if (reference.length) {
      hitting++
      for (const f of featuresOf(bundle.rules.slice(0, 1))) by.set(f, (by.get(f) ?? 0) + 1)
    }
    hits += reference.length
  }
  console.log(
    pairs.length,
    hitting,
    hits,
    [...by].filter(([f]) => /day|ratio|^z |own|peers/.test(f)),
  )
}, 600000)
