import fc from 'fast-check'
import { decodeEvent } from '../events/decode.ts'
import type { Event } from '../events/event.ts'
import { base, carried, declared, offset, orgunits, texts, types, type Used, wireValue } from './vocabulary.ts'

/** Data of one type: what is required, and each optional field or not. */
const dataOf = (type: string): fc.Arbitrary<Record<string, unknown>> => {
  const names = carried([type])
  const required = declared(type).required as readonly string[]
  return fc.record(Object.fromEntries(names.map((name) => [name, wireValue(name as Used)])), {
    requiredKeys: names.filter((name) => required.includes(name)),
  })
}

const wireEvent = fc.oneof(
  ...types.map((type) =>
    fc.record({
      specversion: fc.constant('1.0'),
      id: fc.constantFrom('1', '2', '10', 'é', ...texts.slice(0, 6)),
      source: fc.constantFrom('s', 's2', 'ß'),
      type: fc.constant(type),
      offset,
      subject: fc.constantFrom('x', 'y'),
      orgunit: fc.constantFrom(...orgunits),
      data: dataOf(type),
    }),
  ),
)

/**
 * A log of events as the engine gets them: valid, each fact once, in any order. Values beyond ASCII are in ids too,
 * since ids order the events of one millisecond.
 */
export const log: fc.Arbitrary<{ start: number; events: Event[] }> = fc
  .tuple(
    base,
    fc.uniqueArray(wireEvent, { minLength: 1, maxLength: 24, selector: ({ source, id }) => `${source}#${id}` }),
  )
  .map(([start, wire]) => ({
    start,
    events: wire.map(({ offset, ...event }) => {
      const decoded = decodeEvent({ ...event, time: new Date(start + offset).toISOString() })
      if (decoded.kind !== 'ok') throw new Error(`the log of R1 is not of the contract: ${decoded.reason}`)
      return decoded.event
    }),
  }))
