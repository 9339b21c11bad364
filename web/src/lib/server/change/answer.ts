import type { ChangeRefusal } from '@mingjing/sql/changes/refusal.ts'

/** A refusal over HTTP: 404 unknown, 403 not permitted, 409 the state or the four eyes, 422 what was asked for. */
export const refusalAnswer = ({ code, place, zh, en }: ChangeRefusal): Response =>
  Response.json({ refused: code, place, zh, en }, { status: statusOf(code) })

const statusOf = (code: ChangeRefusal['code']): number => {
  switch (code) {
    case 'not-found':
      return 404
    case 'not-permitted':
    case 'not-yours':
      return 403
    case 'own':
    case 'standing-in':
    case 'not-proposer':
    case 'over':
    case 'overtaken':
    case 'same':
      return 409
    default:
      return 422
  }
}
