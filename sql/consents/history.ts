import type { ConsentEvent } from './entry.ts'

/** Whether a use rested on a consent: one given before it and not withdrawn by then. */
export type Footing = 'consented' | 'never-given' | 'withdrawn-before'

export interface Told<E extends ConsentEvent> {
  readonly event: E
  /** Of a use; null for what is none. */
  readonly footing: Footing | null
  /** Of a consent given: the first withdrawal after it, epoch ms. */
  readonly withdrawnAt: number | null
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Events about consents in order of time, each held against the others of the same customer and purpose. Pure. */
export const tellHistory = <E extends ConsentEvent>(events: readonly E[]): Told<E>[] => {
  const ordered = events.toSorted((a, b) => a.time - b.time || compare(a.source, b.source) || compare(a.id, b.id))
  const last = new Map<string, 'consent.given' | 'consent.withdrawn'>()
  const open = new Map<string, E[]>()
  const withdrawnAt = new Map<E, number>()
  const footing = new Map<E, Footing>()
  for (const event of ordered) {
    const key = `${event.data.customer}\u0000${event.data.consentPurpose}`
    if (event.type === 'consent.used') {
      const stands = last.get(key)
      footing.set(
        event,
        stands === 'consent.given' ? 'consented' : stands === undefined ? 'never-given' : 'withdrawn-before',
      )
    } else if (event.type === 'consent.given') {
      last.set(key, 'consent.given')
      open.set(key, [...(open.get(key) ?? []), event])
    } else if (event.type === 'consent.withdrawn') {
      last.set(key, 'consent.withdrawn')
      for (const given of open.get(key) ?? []) withdrawnAt.set(given, event.time)
      open.delete(key)
    }
  }
  return ordered.map((event) => ({
    event,
    footing: footing.get(event) ?? null,
    withdrawnAt: withdrawnAt.get(event) ?? null,
  }))
}
