import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { findExemption, listExemptions, phases } from '@mingjing/sql/exemptions/list.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { issueTitles } from '@mingjing/sql/queries/issue-titles.ts'
import { dayKey } from '#lib/format/moment.ts'
import { exemptHitViews, exemptionViews } from '#lib/server/exemption/views.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('exemptions:list')
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const now = new Date()
  const phase = phases.find((each) => each === url.searchParams.get('phase')) ?? 'holding'
  const id = Number(url.searchParams.get('id'))
  const issue = url.searchParams.get('issue')
  const [rows, waiting, chosen, bundle, title] = await Promise.all([
    listExemptions(db, scope, { phase, now }),
    listExemptions(db, scope, { phase: 'waiting', now }),
    Number.isSafeInteger(id) && id > 0 ? findExemption(db, scope, id) : null,
    currentBundle(db),
    issue === null ? null : issueTitles(db, scope, [issue]).then((found) => found.get(issue) ?? null),
  ])
  // One that was linked to stays in sight when it has moved to another list.
  const all = chosen && !rows.some((row) => row.id === chosen.id) ? [chosen, ...rows] : rows
  return {
    phase,
    waiting: waiting.length,
    today: dayKey(now),
    chosen: chosen?.id ?? null,
    hits: chosen ? await exemptHitViews(db, scope, chosen.id) : [],
    exemptions: await exemptionViews(db, scope, all, now),
    mayPropose: may(scope, 'exemptions:propose'),
    issue: title === null || issue === null ? null : { id: issue, ...title },
    rules: (bundle?.rules ?? []).filter((rule) => rule.opens === 'issue').map(({ id, title }) => ({ id, ...title })),
  }
}
