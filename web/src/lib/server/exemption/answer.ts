import type { ExemptionRefusal } from '@mingjing/sql/exemptions/refusal.ts'

/** A refusal over HTTP: 404 unknown, 403 not permitted, 409 the state or the four eyes, 422 what was asked for. */
export const refusalAnswer = ({ code, zh, en }: ExemptionRefusal): Response =>
  Response.json({ refused: code, zh, en }, { status: statusOf(code) })

const statusOf = (code: ExemptionRefusal['code']): number => {
  switch (code) {
    case 'not-found':
    case 'no-issue':
      return 404
    case 'not-permitted':
    case 'not-yours':
      return 403
    case 'own':
    case 'standing-in':
    case 'concerned':
    case 'not-proposer':
    case 'over':
    case 'wrong-state':
    case 'newer-episode':
      return 409
    default:
      return 422
  }
}
