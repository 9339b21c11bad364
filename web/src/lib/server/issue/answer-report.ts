import type { ReportRefusal } from '@mingjing/sql/suspicious/refusal.ts'

/** A refusal over HTTP: 404 unknown, 403 not permitted, 409 the state or the four eyes, 422 what was written. */
export const reportRefusal = ({ code, zh, en }: ReportRefusal): Response =>
  Response.json({ refused: code, zh, en }, { status: statusOf(code) })

const statusOf = (code: ReportRefusal['code']): number => {
  if (code === 'not-found') return 404
  if (code === 'not-permitted') return 403
  return code === 'incomplete' || code === 'no-reason' ? 422 : 409
}
