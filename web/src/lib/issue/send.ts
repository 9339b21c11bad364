import { m } from '#lib/paraglide/messages.js'
import { postJson } from '#lib/shell/post.ts'
import { inWords } from '#lib/words/language.ts'
import { refusalWords } from '#lib/words/refusal-words.ts'

export type Sent =
  | { kind: 'done'; state: string; version: number }
  | { kind: 'refused'; code: string; words: string; since: SinceView[] }

/** One thing that was done to an issue after it was read. */
export interface SinceView {
  at: number
  personId: string
  person: { zh: string; en: string } | null
  kind: string
  to: string | null
}

/** Sends one action; what comes back is an outcome, a network fault included. */
export const sendAction = async (id: string, action: Record<string, unknown>): Promise<Sent> => {
  const answer = await postJson(`/api/issues/${encodeURIComponent(id)}`, action)
  if (answer === null) return { kind: 'refused', code: 'network', words: '', since: [] }
  const body = (await answer.json()) as {
    state?: string
    version?: number
    refused?: string
    zh?: string
    en?: string
    error?: string
    since?: SinceView[]
  }
  if (answer.ok) return { kind: 'done', state: body.state!, version: body.version! }
  const code = body.refused ?? String(answer.status)
  return { kind: 'refused', code, words: refusalWords(body), since: body.since ?? [] }
}

export type FileSent =
  | { kind: 'attached'; version: number }
  | { kind: 'refused'; words: string }
  /** Somebody changed the issue after that version. */
  | { kind: 'stale'; since: SinceView[] }

/** Adds one file to an issue as somebody read it, in that version. */
export const sendFile = async (issueId: string, file: File, version: number): Promise<FileSent> => {
  const asked = new URLSearchParams({ name: file.name, version: String(version) })
  const path = `/api/issues/${encodeURIComponent(issueId)}/attachments?${asked}`
  const headers = { 'content-type': 'application/octet-stream' }
  // Read first: a file that cannot be read any more fails here and not half-way.
  const answer = await file
    .arrayBuffer()
    .then((body) => fetch(path, { method: 'POST', headers, body }))
    .catch(() => null)
  if (answer?.status === 413) return { kind: 'refused', words: m.attach_too_large() }
  const said = (await answer?.json().catch(() => null)) as {
    version?: number
    refused?: string
    zh?: string
    en?: string
    since?: SinceView[]
  } | null
  if (answer?.ok && said) return { kind: 'attached', version: said.version! }
  if (said?.refused === 'stale') return { kind: 'stale', since: said.since ?? [] }
  return { kind: 'refused', words: refusalWords(said) }
}

export type Opened = { kind: 'opened'; id: string } | { kind: 'refused'; words: string }

/** Opens an issue no rule found. */
export const sendByHand = async (given: Record<string, unknown>): Promise<Opened> => {
  const answer = await postJson('/api/issues/by-hand', given)
  const said = (await answer?.json().catch(() => null)) as { id?: string; zh?: string; en?: string } | null
  return answer?.ok && said ? { kind: 'opened', id: said.id! } : { kind: 'refused', words: refusalWords(said) }
}

export type Taken = { kind: 'taken'; id: string; title: string } | { kind: 'refused'; words: string }

/** Takes the first open issue nobody has, of those a query of the queue matches. */
export const sendNext = async (matching: string): Promise<Taken> => {
  const answer = await postJson('/api/issues/next', { matching })
  if (answer === null) return { kind: 'refused', words: '' }
  const body = (await answer.json()) as { id?: string; titleZh?: string; titleEn?: string; zh?: string; en?: string }
  return answer.ok
    ? { kind: 'taken', id: body.id!, title: inWords({ zh: body.titleZh!, en: body.titleEn! }) }
    : { kind: 'refused', words: refusalWords(body) }
}

export interface ManySent {
  done: string[]
  refused: { id: string; refusal: { zh: string; en: string } }[]
}

/** Sends one action for many issues; null when it did not get through. */
export const sendMany = async (body: Record<string, unknown>): Promise<ManySent | null> => {
  const answer = await postJson('/api/issues', body)
  return answer?.ok ? ((await answer.json()) as ManySent) : null
}
