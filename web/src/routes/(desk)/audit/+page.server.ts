import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { type AuditCheck, checkAudit, newestChecks } from '@mingjing/sql/audit/check.ts'
import { auditKinds } from '@mingjing/sql/audit/kinds.ts'
import { auditEntries } from '@mingjing/sql/audit/list.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { askedOfAudit } from '#lib/server/audit/asked.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const { filter, below } = askedOfAudit(url.searchParams)
  const [page, checks] = await Promise.all([auditEntries(db, scope, filter, below), newestChecks(db, scope, 8)])
  const names = await staffNames(
    db,
    checks.map(({ personId }) => personId),
  )
  return {
    ...page,
    kinds: auditKinds,
    checks: checks.map((check) => ({
      ...check,
      person: names.find(({ id }) => id === check.personId) ?? null,
      head: check.head && { seq: check.head.seq, hash: check.head.hash },
    })),
  }
}

/** One walk at a time in this process: each reads the whole chain. */
let walking: Promise<AuditCheck> | null = null

export const actions: Actions = {
  verify: async ({ locals }) => {
    const scope = scopeOf(allowed(locals))
    const { postgres, keys } = await theRuntime()
    walking ??= checkAudit(postgres.db, keys, { personId: scope.personId, now: new Date() }).finally(() => {
      walking = null
    })
    return { verdict: (await walking).verdict }
  },
}
