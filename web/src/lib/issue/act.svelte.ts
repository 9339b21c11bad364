import { m } from '#lib/paraglide/messages.js'
import { toasts } from '#lib/shell/toasts.svelte.ts'
import { inWords } from '#lib/words/language.ts'
import { actionName } from '#lib/words/named.ts'
import type { Matter } from './matter.ts'
import { sendAction } from './send.ts'
import { staleWords } from './since.ts'
import type { ActionName, IssueView } from './view.ts'

/** Actions that need no words of the person: done at once, with undo. */
const immediate: readonly ActionName[] = ['confirm', 'verify', 'wake']

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
  #view: () => IssueView
  #me: string
  #refresh: () => Promise<unknown>

  constructor(view: () => IssueView, me: string, refresh: () => Promise<unknown>) {
    this.#view = view
    this.#me = me
    this.#refresh = refresh
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
  async send(body: Record<string, unknown>): Promise<string | null> {
    const { row } = this.#view()
    const sent = await sendAction(row.id, { version: row.version, ...body })
    const name = actionName(String(body.kind))
    if (sent.kind === 'done') {
      toasts.show(m.act_done({ action: name }), 'done', { name: m.act_undo(), run: () => void this.undo(row.id) })
      // Not waited for: a dialog still open while the list already shows what was done would swallow the next key.
      void this.#refresh()
      return null
    }
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
    const sent = await sendAction(id, { kind: 'undo' })
    if (sent.kind === 'done') toasts.show(m.act_done({ action: m.act_undo() }))
    else toasts.show(m.act_refused({ reason: sent.words }), 'problem')
    await this.#refresh()
  }
}
