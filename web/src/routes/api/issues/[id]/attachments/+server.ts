import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { attach, refusedToAttach } from '@mingjing/sql/attachments/add.ts'
import { mostBytes } from '@mingjing/sql/attachments/limits.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { refuse } from '@mingjing/sql/issues/refusal.ts'
import { readBounded } from '#lib/server/attachment/read-bounded.ts'
import { slots } from '#lib/server/attachment/slots.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { refusalAnswer } from '#lib/server/issue/answer.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

const uploads = slots(8, 2)

/** One file as the body, its name in `name`. Who may not add it is told before a byte of it is read. */
export const POST: RequestHandler = async ({ locals, params, url, request }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  const given = url.searchParams.get('version')
  const occasion = { now: new Date(), version: given && /^\d{1,9}$/.test(given) ? Number(given) : undefined }
  await nameConcerned(db, runtime.clickhouse, [params.id])
  const refused = await refusedToAttach(db, scope, params.id, occasion)
  if (refused !== null) return refusalAnswer(db, refused)
  const outcome = await uploads.hold(scope.personId, async () => {
    const content = await readBounded(request.body, mostBytes)
    if (content === null) return refuse('file-too-large')
    return attach(db, scope, params.id, { name: url.searchParams.get('name') ?? '', content }, occasion)
  })
  if (outcome === null) return refusalAnswer(db, refuse('uploads-busy'))
  if (outcome.kind === 'refused') return refusalAnswer(db, outcome)
  const { attachment, version, seq } = outcome
  return Response.json({ id: attachment.id, sha256: attachment.sha256, version, seq })
}
