import { refusalWords } from '#lib/words/refusal-words.ts'

/** What came of a request; `words` are for the reader, in their language, empty where the network failed. */
export type Sent = { kind: 'done' } | { kind: 'refused'; code: string; words: string }

export interface BackTestRow {
  rule: string
  title: { zh: string; en: string }
  before: number
  after: number
  gained: number
  lost: number
}

export const sendProposal = (change: object, reason: string): Promise<Sent> =>
  sent(post('/api/changes', { change, reason }))

export const sendVerdict = (id: number, verdict: string, note: string): Promise<Sent> =>
  sent(post(`/api/changes/${id}/decide`, { verdict, note }))

/** The back-test of an open change; null when it did not get through. */
export const fetchBackTest = async (
  id: number,
  signal: AbortSignal,
): Promise<{ days: number; rules: BackTestRow[] } | null> => {
  const answer = await fetch(`/api/changes/${id}/back-test`, { signal }).catch(() => null)
  return answer?.ok ? ((await answer.json()) as { days: number; rules: BackTestRow[] }) : null
}

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const sent = async (answering: Promise<Response>): Promise<Sent> => {
  const answer = await answering.catch(() => null)
  if (answer === null) return { kind: 'refused', code: 'network', words: '' }
  if (answer.ok) return { kind: 'done' }
  const body = (await answer.json().catch(() => ({}))) as { refused?: string; zh?: string; en?: string; error?: string }
  return { kind: 'refused', code: body.refused ?? String(answer.status), words: refusalWords(body) }
}
