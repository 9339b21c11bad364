import type { Refusal } from '@mingjing/sql/issues/refusal.ts'
import type { Stale } from '@mingjing/sql/issues/stale.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import type { SinceView } from '#lib/issue/send.ts'

/**
 * A refusal over HTTP: 404 unknown, 403 not permitted, 409 everything else, with the reason in both languages. An issue
 * that changed since it was read comes with what was done to it.
 */
export const refusalAnswer = async (db: Db, refusal: Refusal | Stale): Promise<Response> => {
  const { code, zh, en } = refusal
  const status = code === 'not-found' ? 404 : code === 'not-permitted' ? 403 : 409
  const since = 'since' in refusal ? { since: await sinceView(db, refusal) } : {}
  return Response.json({ refused: code, zh, en, ...since }, { status })
}

const sinceView = async (db: Db, { since }: Stale): Promise<SinceView[]> => {
  const names = await staffNames(
    db,
    since.map(({ personId }) => personId),
  )
  const byId = new Map(names.map(({ id, zh, en }) => [id, { zh, en }]))
  return since.map(({ at, personId, kind, toState }) => ({
    ...{ at: at.getTime(), kind, to: toState, personId },
    person: byId.get(personId) ?? null,
  }))
}
