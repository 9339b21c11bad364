import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { error } from '@sveltejs/kit'
import { allowed } from '#lib/server/guard/allowed.ts'
import { registerOf } from '#lib/server/rule/register.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const bundle = await currentBundle(runtime.postgres.db)
  if (!bundle) error(404, { message: 'not found' })
  return { register: await registerOf(runtime, scopeOf(person), bundle) }
}
