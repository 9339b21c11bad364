import type { Event } from '../events/event.ts'
import { eventRef } from '../hits/id.ts'

/**
 * What is remembered of an event once it has been judged: enough to name it and to put it in order. One an event, shared
 * by all that keep it.
 */
export class Stamp {
  /** Epoch ms. */
  readonly time: number
  readonly source: string
  readonly id: string

  constructor(time: number, source: string, id: string) {
    this.time = time
    this.source = source
    this.id = id
  }

  get ref(): string {
    return eventRef(this)
  }
}

/** Makes the stamp of an event once. Sources are few and arrive as ever new texts: each is kept once. */
export const createStamps = (): ((event: Event) => Stamp) => {
  const sources = new Map<string, string>()
  let last: Event | null = null
  let stamp: Stamp | null = null
  return (event) => {
    if (event !== last) {
      let source = sources.get(event.source)
      if (source === undefined) {
        // Far more than any bank has, and no way to fill the memory.
        if (sources.size >= 1_000) sources.clear()
        source = event.source
        sources.set(source, source)
      }
      last = event
      stamp = new Stamp(event.time, source, event.id)
    }
    return stamp!
  }
}
