import type { HoldRefusal } from '@mingjing/sql/holds/refusal.ts'

/** A refusal over HTTP: 404 unknown, 403 not permitted, 409 the state or the four eyes, 422 what was asked for. */
export const refusalAnswer = ({ code, zh, en }: HoldRefusal): Response =>
  Response.json({ refused: code, zh, en }, { status: statusOf(code) })

const statusOf = (code: HoldRefusal['code']): number => {
  switch (code) {
    case 'not-found':
    case 'no-issue':
      return 404
    case 'not-permitted':
    case 'not-yours':
      return 403
    case 'own':
    case 'standing-in':
    case 'over':
    case 'standing':
      return 409
    default:
      return 422
  }
}
