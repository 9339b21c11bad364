import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { countOpenChanges, listChanges } from '@mingjing/sql/changes/list.ts'
import { changeViews } from '#lib/server/change/views.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('changes:list')
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const over = url.searchParams.has('over')
  const target = url.searchParams.get('target') ?? undefined
  const [rows, open] = await Promise.all([listChanges(db, scope, { over, target }), countOpenChanges(db, scope)])
  return { over, target: target ?? null, open, changes: await changeViews(db, scope, rows) }
}
