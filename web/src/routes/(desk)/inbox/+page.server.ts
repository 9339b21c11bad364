import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { inboxState } from '@mingjing/sql/notifications/inbox.ts'
import { isKind } from '#lib/inbox/view.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { inboxPage } from '#lib/server/inbox/page.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('inbox:list')
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  // The state first: what comes between the two is announced as new rather than missed.
  const state = await inboxState(db, scope)
  const loadedAt = Date.now()
  return {
    ...(await inboxPage(db, scope, url.searchParams)),
    ...state,
    loadedAt,
    onlyUnread: url.searchParams.has('unread'),
    kinds: url.searchParams.getAll('kind').filter(isKind),
  }
}
