import type { InboxState } from '@mingjing/sql/notifications/inbox.ts'
import type { Freshness, Reach } from './freshness.svelte.ts'

/** What the live endpoint tells a page. */
export type LiveMessage =
  | { kind: 'reach'; reach: Reach }
  | { kind: 'opened'; count: number }
  | { kind: 'issue'; id: string; version: number; state: string }
  | { kind: 'acted' }
  | { kind: 'hits'; count: number }
  | { kind: 'change' }
  | { kind: 'present'; id: string }
  | { kind: 'inbox'; inbox: InboxState }

const pollEveryMs = 10_000

/**
 * Live notices of this page: one EventSource, and polling of the same endpoint while it is down. Pages read the
 * counters; nothing is ever inserted by itself.
 */
export class Live {
  /** Issues opened since the list was last shown. */
  newIssues = $state(0)
  /** The newest change of one issue, for a page that has it open. */
  changed = $state<{ id: string; version: number } | null>(null)
  /** Actions on many issues at once since the page was loaded: the one that is open may be among them. */
  acted = $state(0)
  /** An issue on which somebody came or left just now; a new object each time. */
  present = $state.raw<{ id: string } | null>(null)
  /** Blocks finished since the page was loaded: tiles refresh by it. */
  ticks = $state(0)

  /** Proposals made or decided since the page was loaded. */
  changesMoved = $state(0)

  /** What the person was told: how much of it is unread, and the newest of it. */
  inbox = $state<InboxState>({ unread: 0, newest: null })

  #fresh: Freshness
  #source: EventSource | null = null
  #poll: ReturnType<typeof setInterval> | null = null

  constructor(fresh: Freshness, inbox: InboxState) {
    this.#fresh = fresh
    this.inbox = inbox
  }

  start(): () => void {
    this.#open()
    const visible = () => (document.hidden ? this.#close() : this.#open())
    document.addEventListener('visibilitychange', visible)
    return () => {
      document.removeEventListener('visibilitychange', visible)
      this.#close()
    }
  }

  #open(): void {
    if (this.#source) return
    const source = new EventSource('/api/live')
    source.onopen = () => {
      this.#fresh.connection = 'live'
      this.#stopPolling()
    }
    source.onmessage = (event: MessageEvent<string>) => this.#hear(JSON.parse(event.data) as LiveMessage)
    source.onerror = () => {
      this.#fresh.connection = 'polling'
      this.#poll ??= setInterval(() => void this.#pollOnce(), pollEveryMs)
    }
    this.#source = source
  }

  #close(): void {
    this.#source?.close()
    this.#source = null
    this.#stopPolling()
  }

  #stopPolling(): void {
    if (this.#poll) clearInterval(this.#poll)
    this.#poll = null
  }

  async #pollOnce(): Promise<void> {
    const answer = await fetch('/api/live?once', { headers: { accept: 'application/json' } }).catch(() => null)
    if (!answer?.ok) return
    const { inbox, ...reach } = (await answer.json()) as Reach & { inbox: InboxState }
    this.#hear({ kind: 'reach', reach })
    this.#hear({ kind: 'inbox', inbox })
  }

  #hear(message: LiveMessage): void {
    switch (message.kind) {
      case 'reach':
        this.#fresh.take(message.reach)
        this.ticks += 1
        break
      case 'opened':
        this.newIssues += message.count
        break
      case 'issue':
        this.changed = { id: message.id, version: message.version }
        break
      case 'acted':
        this.acted += 1
        break
      case 'change':
        this.changesMoved += 1
        break
      case 'present':
        this.present = { id: message.id }
        break
      case 'inbox':
        this.inbox = message.inbox
        break
      case 'hits':
        break
    }
  }
}
