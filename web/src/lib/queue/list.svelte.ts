import { valueInUrl } from './query.ts'
import type { QueueGroup, QueuePage, QueueRow } from './row.ts'

/** A part of the list with rows of its own: a group, or the whole list where it is not grouped. */
interface Part {
  group: QueueGroup | null
  rows: QueueRow[]
  /** Cursor of the next page; null at the end. */
  next: string | null
}

/** One line as it is shown. `more` stands where the next page of a part will. */
export type Line =
  | { kind: 'group'; group: QueueGroup }
  | { kind: 'row'; row: QueueRow; group: QueueGroup | null }
  | { kind: 'more'; part: number }

/** What the server loaded: either groups or one page. */
export interface LoadedList {
  key: string
  groups: QueueGroup[] | null
  page: QueuePage
  total: number
}

/** The rows loaded so far. Pages are appended as the reader scrolls; nothing is inserted above what they see. */
export class QueueList {
  total = $state(0)
  loading = $state(false)
  #parts = $state.raw<Part[]>([])
  #key = ''
  /** Of rows shown as they are expected to become, how they were loaded. */
  #loaded = new WeakMap<QueueRow, QueueRow>()
  #leaving: AbortController | null = null

  lines = $derived.by((): Line[] =>
    this.#parts.flatMap(({ group, rows, next }, part): Line[] => [
      ...(group ? [{ kind: 'group' as const, group }] : []),
      ...rows.map((row) => ({ kind: 'row' as const, row, group })),
      ...(next === null ? [] : [{ kind: 'more' as const, part }]),
    ]),
  )

  /** Shows a list that was loaded with the page; the same list again keeps what was scrolled to, refreshed at its head. */
  show({ key, groups, page, total }: LoadedList): void {
    this.#leaving?.abort()
    const before = key === this.#key ? this.#parts : []
    const known = new Map(before.map((part) => [keyOf(part.group), part]))
    const fresh: Part[] = groups
      ? groups.map((group) => ({ group, rows: group.page?.rows ?? [], next: group.page?.next ?? null }))
      : [{ group: null, ...page }]
    this.#parts = fresh.map((part) => refreshed(part, known.get(keyOf(part.group))))
    this.#key = key
    this.total = total
    this.loading = false
  }

  /** Shows a row as it will be once the action on its way is done, or again as it was loaded. */
  expect(id: string, change: Partial<QueueRow> | null): void {
    this.#parts = this.#parts.map((part) => ({
      ...part,
      rows: part.rows.map((row) => {
        if (row.id !== id) return row
        const loaded = this.#loaded.get(row) ?? row
        if (change === null) return loaded
        const shown = { ...loaded, ...change }
        this.#loaded.set(shown, loaded)
        return shown
      }),
    }))
  }

  /** The versions of the rows as they are shown. */
  versions(): Record<string, number> {
    return Object.fromEntries(this.#parts.flatMap(({ rows }) => rows.map((row) => [row.id, row.version])))
  }

  /** Where a row is shown first, or -1. */
  indexOf(id: string | null): number {
    return this.lines.findIndex((line) => line.kind === 'row' && line.row.id === id)
  }

  /** Fetches the next page of a part, once at a time. */
  async more(part: number): Promise<void> {
    const asked = this.#parts[part]
    if (this.loading || !asked || asked.next === null) return
    this.loading = true
    const leaving = new AbortController()
    this.#leaving = leaving
    const query = new URLSearchParams(this.#key)
    if (asked.group) query.set('in', valueInUrl(asked.group.value))
    query.set('cursor', asked.next)
    const answer = await fetch(`/api/issues?${query}`, { signal: leaving.signal }).catch(() => null)
    if (leaving.signal.aborted) return
    if (answer?.ok) {
      const page = (await answer.json()) as { issues: QueueRow[]; next: string | null }
      this.#parts = this.#parts.with(part, { ...asked, rows: [...asked.rows, ...page.issues], next: page.next })
    }
    this.loading = false
  }
}

/** No value in a URL is empty. */
const keyOf = (group: QueueGroup | null): string => (group ? valueInUrl(group.value) : '')

/** A part loaded anew keeps the pages it had beyond its first one, when they still follow it. */
const refreshed = (fresh: Part, before: Part | undefined): Part => {
  const last = fresh.rows.at(-1)
  if (!before || !last || before.rows.length <= fresh.rows.length) return fresh
  const end = before.rows.findIndex((row) => row.id === last.id)
  if (end < 0) return fresh
  const shown = new Set(fresh.rows.map((row) => row.id))
  const beyond = before.rows.slice(end + 1).filter((row) => !shown.has(row.id))
  return beyond.length === 0 ? fresh : { ...fresh, rows: [...fresh.rows, ...beyond], next: before.next }
}
