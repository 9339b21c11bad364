import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { error } from '@sveltejs/kit'
import { allowed } from '#lib/server/guard/allowed.ts'
import { issueView } from '#lib/server/issue/view.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends('queue:issue')
  const view = await issueView(await theRuntime(), scopeOf(allowed(locals)), params.id)
  if (!view) error(404, { message: 'not found' })
  return { view }
}
