import { SvelteSet } from 'svelte/reactivity'
import { count } from '#lib/format/number.ts'
import { sendMany } from '#lib/issue/send.ts'
import { m } from '#lib/paraglide/messages.js'
import { toasts } from '#lib/shell/toasts.svelte.ts'
import { inWords } from '#lib/words/language.ts'
import type { BoardIssue, MemberView } from './view.ts'

/** Which issues of the board are ticked, and how they get from one person to another. */
export class Board {
  selected = new SvelteSet<string>()
  /** Where issues are shown while the answer is on its way: issue id to staff id. */
  moving = $state.raw<ReadonlyMap<string, string>>(new Map())
  #members: () => MemberView[]
  #issues: () => BoardIssue[]
  #refresh: () => Promise<unknown>

  constructor(members: () => MemberView[], issues: () => BoardIssue[], refresh: () => Promise<unknown>) {
    this.#members = members
    this.#issues = issues
    this.#refresh = refresh
  }

  /** Gives issues to people: shown at once, put back with the reason where one is refused, and undone by one press. */
  async move(moves: readonly { issue: string; to: string }[]): Promise<void> {
    const byId = new Map(this.#issues().map((issue) => [issue.id, issue]))
    const meant = moves.filter(({ issue, to }) => byId.get(issue)?.movable && byId.get(issue)!.assignee !== to)
    if (meant.length === 0) return
    this.moving = new Map([...this.moving, ...meant.map(({ issue, to }) => [issue, to] as const)])
    const done: string[] = []
    const refused: { zh: string; en: string }[] = []
    for (const [to, those] of Map.groupBy(meant, (each) => each.to)) {
      const ids = those.map(({ issue }) => issue)
      const versions = Object.fromEntries(ids.map((id) => [id, byId.get(id)!.version]))
      const sent = await sendMany({ action: { kind: 'assign', to }, ids, versions })
      done.push(...(sent?.done ?? []))
      refused.push(...(sent ? sent.refused.map(({ refusal }) => refusal) : ids.map(() => noAnswer())))
    }
    for (const { issue } of meant) this.selected.delete(issue)
    await this.#refresh()
    this.moving = new Map([...this.moving].filter(([id]) => !meant.some(({ issue }) => issue === id)))
    this.#say(done, refused)
  }

  #say(done: string[], refused: { zh: string; en: string }[]): void {
    const [first] = refused
    const words = [
      ...(done.length > 0 ? [m.team_moved({ count: done.length, shown: count(done.length) })] : []),
      ...(first ? [m.team_not_moved({ shown: count(refused.length), reason: inWords(first) })] : []),
    ].join(' ')
    const undo = async () => {
      const back = await sendMany({ undo: true, ids: done })
      await this.#refresh()
      const [still] = back?.refused ?? []
      if (back === null || still)
        toasts.show(m.team_not_undone({ reason: still ? inWords(still.refusal) : m.team_failed() }), 'problem')
    }
    toasts.show(
      words,
      done.length > 0 ? 'done' : 'problem',
      done.length > 0 ? { name: m.undo_toast(), run: undo } : undefined,
    )
  }

  /** The person before or after another on the board; for one that nobody has, the first or last. */
  neighbour(id: string | null, step: 1 | -1): string | null {
    const ids = this.#members().map((member) => member.id)
    if (ids.length === 0) return null
    const at = id === null ? (step === 1 ? -1 : ids.length) : ids.indexOf(id)
    return ids[(at + step + ids.length) % ids.length] ?? null
  }

  /** What a key or a drag of one issue means: it alone, or all that are ticked if it is one of them. */
  meant(id: string): string[] {
    return this.selected.has(id) ? [...this.selected] : [id]
  }
}

const noAnswer = () => ({ zh: m.team_failed(), en: m.team_failed() })
