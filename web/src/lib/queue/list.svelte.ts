import type { QueuePage, QueueRow } from './row.ts'

/** The rows loaded so far. Pages are appended as the reader scrolls; nothing is inserted above what they see. */
export class QueueList {
  rows = $state.raw<QueueRow[]>([])
  next = $state<string | null>(null)
  total = $state(0)
  loading = $state(false)
  #key = ''
  #leaving: AbortController | null = null

  /** Shows a list that was loaded with the page; the same list again keeps what was scrolled to, refreshed at its head. */
  show(key: string, page: QueuePage, total: number): void {
    this.#leaving?.abort()
    this.total = total
    if (key === this.#key && this.rows.length > page.rows.length) {
      const fresh = new Map(page.rows.map((row) => [row.id, row]))
      const known = new Set(this.rows.map((row) => row.id))
      if (page.rows.every((row) => known.has(row.id))) {
        this.rows = this.rows.map((row) => fresh.get(row.id) ?? row)
        return
      }
    }
    this.#key = key
    this.rows = page.rows
    this.next = page.next
    this.loading = false
  }

  /** Fetches the next page, once at a time. */
  async more(): Promise<void> {
    if (this.loading || this.next === null) return
    this.loading = true
    this.#leaving = new AbortController()
    const query = new URLSearchParams(this.#key)
    query.set('cursor', this.next)
    const answer = await fetch(`/api/issues?${query}`, { signal: this.#leaving.signal }).catch(() => null)
    if (answer?.ok) {
      const page = (await answer.json()) as { issues: QueueRow[]; next: string | null }
      this.rows = [...this.rows, ...page.issues]
      this.next = page.next
    }
    this.loading = false
  }
}
