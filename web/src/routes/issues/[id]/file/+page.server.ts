import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { signHead } from '@mingjing/sql/audit/head.ts'
import { unitsUnder } from '@mingjing/sql/queries/organisation.ts'
import { error } from '@sveltejs/kit'
import { allowed } from '#lib/server/guard/allowed.ts'
import { issueView } from '#lib/server/issue/view.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

/** An issue as one document, with the signed end of the audit chain at the moment it was made. */
export const load: PageServerLoad = async ({ locals, params }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  const view = await issueView(runtime, scopeOf(person), params.id)
  if (!view) error(404, { message: 'not found' })
  const now = new Date()
  const [head, units] = await Promise.all([signHead(db, runtime.keys, now), unitsUnder(db, person.orgunit)])
  return {
    view,
    units,
    printed: {
      at: now.getTime(),
      by: { id: person.id, zh: person.zh, en: person.en },
      head: { seq: head.seq, hash: head.hash, signature: head.signature, signedAt: head.signedAt },
    },
  }
}
