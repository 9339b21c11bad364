import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { countOpenChanges } from '@mingjing/sql/changes/list.ts'
import { listsInForce } from '@mingjing/sql/changes/lists.ts'
import { mayPropose } from '@mingjing/sql/changes/propose.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { dayKey } from '#lib/format/moment.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { sayField } from '#lib/server/rule/say-expression.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('changes:lists')
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const bundle = await currentBundle(db)
  const lists = bundle ? listsInForce(bundle, scope) : []
  const waiting = may(scope, 'changes:read')
    ? await Promise.all(lists.map(({ name }) => countOpenChanges(db, scope, name)))
    : []
  return {
    today: dayKey(Date.now()),
    mayPropose: mayPropose(scope, 'hq'),
    lists: lists.map((list, i) => ({ ...list, of: list.of.map(sayField), waiting: waiting[i] ?? 0 })),
  }
}
