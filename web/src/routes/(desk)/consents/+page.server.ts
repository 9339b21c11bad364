import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { listConsents } from '@mingjing/sql/consents/list.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const scope = scopeOf(allowed(locals))
  const who = (url.searchParams.get('who') ?? '').trim().slice(0, 200)
  const { postgres, clickhouse, keys } = await theRuntime()
  const { db } = postgres
  const consents = who === '' ? null : await listConsents({ db, clickhouse, keys }, scope, who)
  const actors = (consents ?? []).flatMap(({ actor }) => actor ?? [])
  return { consents, staff: await staffNames(db, [...new Set(actors)]) }
}
