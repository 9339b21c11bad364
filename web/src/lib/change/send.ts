import { type Sent, sendWish } from '#lib/shell/post.ts'

export interface BackTestRow {
  rule: string
  title: { zh: string; en: string }
  before: number
  after: number
  gained: number
  lost: number
}

export const sendProposal = (change: object, reason: string): Promise<Sent> =>
  sendWish('/api/changes', { change, reason })

export const sendVerdict = (id: number, verdict: string, note: string): Promise<Sent> =>
  sendWish(`/api/changes/${id}/decide`, { verdict, note })

/** The back-test of an open change; null when it did not get through. */
export const fetchBackTest = async (
  id: number,
  signal: AbortSignal,
): Promise<{ days: number; rules: BackTestRow[] } | null> => {
  const answer = await fetch(`/api/changes/${id}/back-test`, { signal }).catch(() => null)
  return answer?.ok ? ((await answer.json()) as { days: number; rules: BackTestRow[] }) : null
}
