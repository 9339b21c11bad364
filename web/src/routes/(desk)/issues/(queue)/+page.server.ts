import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { issueView } from '#lib/server/issue/view.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

/** The issue being read, if one is. */
export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('queue:issue')
  const person = allowed(locals)
  const id = url.searchParams.get('issue')
  if (!id) return { reading: null }
  const runtime = await theRuntime()
  return {
    reading: {
      id,
      outcome: await outcomeOf(
        () => issueView(runtime, scopeOf(person), id),
        (view) => view === null,
      ),
    },
  }
}
