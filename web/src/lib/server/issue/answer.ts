import type { Refusal } from '@mingjing/sql/issues/refusal.ts'

/** A refusal over HTTP: 404 unknown, 403 not permitted, 409 everything else, with the reason in both languages. */
export const refusalAnswer = ({ code, zh, en }: Refusal): Response => {
  const status = code === 'not-found' ? 404 : code === 'not-permitted' ? 403 : 409
  return Response.json({ refused: code, zh, en }, { status })
}
