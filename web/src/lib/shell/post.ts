import { m } from '#lib/paraglide/messages.js'
import { refusalWords } from '#lib/words/refusal-words.ts'

/** What came of a wish of a person; `words` are for the reader, in their language, empty where the network failed. */
export type Sent = { kind: 'done' } | { kind: 'refused'; code: string; words: string }

/** Sends a body as JSON; null when nothing came back. */
export const postJson = (path: string, body: unknown, init: RequestInit = {}): Promise<Response | null> =>
  fetch(path, {
    ...init,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null)

/** Sends a wish of which only whether it was granted is of interest. */
export const sendWish = async (path: string, body: unknown): Promise<Sent> => {
  const answer = await postJson(path, body)
  if (answer === null) return { kind: 'refused', code: 'network', words: '' }
  if (answer.ok) return { kind: 'done' }
  const said = (await answer.json().catch(() => ({}))) as { refused?: string; zh?: string; en?: string; error?: string }
  return { kind: 'refused', code: said.refused ?? String(answer.status), words: refusalWords(said) }
}

/** What to show of it: null when it was done. */
export const problemOf = (sent: Sent): string | null => (sent.kind === 'done' ? null : sent.words || m.tile_failed())
