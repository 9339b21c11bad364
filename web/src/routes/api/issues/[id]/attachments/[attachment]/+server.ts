import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { fileTypes } from '@mingjing/sql/attachments/file-type.ts'
import { readAttachment } from '@mingjing/sql/attachments/read.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { asBody } from '#lib/server/attachment/as-body.ts'
import { asDownload } from '#lib/server/attachment/disposition.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** The file, to be saved; one whose content is no longer what was added is not handed out. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  await nameConcerned(db, runtime.clickhouse, [params.id])
  const found = await readAttachment(db, scope, params.id, params.attachment)
  if (found === null) return Response.json({ error: 'no such attachment' }, { status: 404 })
  if (found.kind === 'altered')
    return Response.json({ error: 'the content is not what was added; its hash differs' }, { status: 409 })
  return new Response(asBody(found.pieces), {
    headers: {
      'content-type': fileTypes[found.attachment.type as keyof typeof fileTypes],
      'content-length': String(found.attachment.bytes),
      'content-disposition': asDownload(found.attachment.name),
      'content-security-policy': "default-src 'none'; sandbox",
    },
  })
}
