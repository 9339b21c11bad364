import { transitions } from '@mingjing/sql/issues/transitions.ts'
import { m } from '#lib/paraglide/messages.js'
import type { QueueRow } from '#lib/queue/row.ts'
import { toasts } from '#lib/shell/toasts.svelte.ts'
import { inWords } from '#lib/words/language.ts'
import { actionName } from '#lib/words/named.ts'
import type { Matter } from './matter.ts'
import { sendAction } from './send.ts'
import { staleWords } from './since.ts'
import type { ActionName, IssueView } from './view.ts'

/** Actions that need no words of the person: done at once, with undo. */
const immediate: readonly ActionName[] = ['confirm', 'verify', 'wake']

/** What the row will be after an action done at once, as far as it can be known before; null for one that asks first. */
const expectedOf = ({ kind, to }: Record<string, unknown>, me: string): Partial<QueueRow> | null => {
  switch (kind) {
    case 'assign':
      return to === me ? { state: transitions.assign.to, assignee: me } : null
    case 'confirm':
    case 'verify':
      return { state: transitions[kind].to }
    case 'wake':
      return { snoozedUntil: null }
    default:
      return null
  }
}

/** What a person does with the issue before them. */
export class IssueDesk {
  /** The action whose dialog is open. */
  asking = $state<ActionName | null>(null)
  /** Whether it is asked until when. */
  snoozing = $state(false)
  /** Whether files are being chosen. */
  attaching = $state(false)
  /** Which question about what belongs together is open. */
  matter = $state<Matter | null>(null)
  /** Whether a dialog is open, be it not yet in front of the person. */
  isAsking = $derived(this.asking !== null || this.snoozing || this.attaching || this.matter !== null)
  /** What the row will be once the action on its way is done; null when none is. */
  expected = $state.raw<Partial<QueueRow> | null>(null)
  #view: () => IssueView
  #me: string
  #refresh: () => Promise<unknown>
  #expect: (id: string, change: Partial<QueueRow> | null) => void
  /** The action on its way: one after the other, or the second would be of a version that is over. */
  #sending: Promise<unknown> = Promise.resolve()
  /** The newest version an answer named; the page may not show it yet. */
  #version = 0

  /** `expect` is told what the row of a list will be, null when what was expected did not come. */
  constructor(
    view: () => IssueView,
    me: string,
    refresh: () => Promise<unknown>,
    expect: (id: string, change: Partial<QueueRow> | null) => void = () => {},
  ) {
    this.#view = view
    this.#me = me
    this.#refresh = refresh
    this.#expect = expect
  }

  /** Begins an action: at once, or by its dialog. One that is refused says why. */
  begin(name: ActionName): void {
    const action = this.#view().actions.find((each) => each.name === name)
    if (!action) return
    if (action.refusal) {
      toasts.show(m.act_refused({ reason: inWords(action.refusal) }), 'problem')
      return
    }
    if (immediate.includes(name)) void this.send({ kind: name })
    else if (name === 'assign' && this.#view().assignees.length === 0) void this.take()
    else if (name === 'snooze') this.snoozing = true
    else if (name === 'attach') this.attaching = true
    else if (name === 'merge' || name === 'split' || name === 'split-back') this.matter = name
    else this.asking = name
  }

  take(): Promise<string | null> {
    return this.send({ kind: 'assign', to: this.#me })
  }

  /** Sends an action on the issue as it is shown, or of the version the body names; null when it was done, else what to show. */
  send(body: Record<string, unknown>): Promise<string | null> {
    const sending = this.#sending.then(() => this.#sent(body))
    this.#sending = sending
    return sending
  }

  async #sent(body: Record<string, unknown>): Promise<string | null> {
    const { row } = this.#view()
    const expected = expectedOf(body, this.#me)
    if (expected) this.#show(row.id, expected)
    const version = Math.max(row.version, this.#version)
    const sent = await sendAction(row.id, { version, ...body })
    const name = actionName(String(body.kind))
    if (sent.kind === 'done') {
      this.#version = sent.version
      toasts.show(m.act_done({ action: name }), 'done', { name: m.act_undo(), run: () => void this.undo(row.id) })
      // Not waited for: a dialog still open while the list already shows what was done would swallow the next key.
      void this.#refresh().then(() => {
        this.expected = null
      })
      return null
    }
    if (expected) this.#show(row.id, null)
    if (sent.code === 'stale') {
      const words = staleWords(sent.since)
      // In a dialog they stand there, beside what was written.
      if (!this.isAsking) toasts.show(words, 'problem')
      await this.#refresh()
      return words
    }
    const words = sent.words || m.tile_failed()
    if (!this.isAsking) toasts.show(m.act_refused({ reason: words }), 'problem')
    return words
  }

  #show(id: string, expected: Partial<QueueRow> | null): void {
    this.expected = expected
    this.#expect(id, expected)
  }

  /** Merges, splits or splits back; null when it was done, else what to show. These are taken back by their opposite. */
  async sendMatter(body: Record<string, unknown>): Promise<string | null> {
    const { row } = this.#view()
    const sent = await sendAction(row.id, { version: row.version, ...body })
    if (sent.kind === 'done') {
      toasts.show(m.matter_done({ action: actionName(String(body.kind)) }))
      void this.#refresh()
      return null
    }
    if (sent.code === 'stale') void this.#refresh()
    return sent.code === 'stale' ? staleWords(sent.since) : sent.words || m.tile_failed()
  }

  async undo(id: string): Promise<void> {
    await this.#sending
    const sent = await sendAction(id, { kind: 'undo' })
    if (sent.kind === 'done') toasts.show(m.act_done({ action: m.act_undo() }))
    else toasts.show(m.act_refused({ reason: sent.words }), 'problem')
    await this.#refresh()
  }
}
