import { unitsUnder } from '@mingjing/sql/queries/organisation.ts'
import { wallOf } from '#lib/server/branch/wall.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const [units, wall] = await Promise.all([
    unitsUnder(runtime.postgres.db, person.orgunit),
    wallOf(runtime, person, url),
  ])
  return { units, wall }
}
