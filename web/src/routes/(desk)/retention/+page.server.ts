import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { mayPropose } from '@mingjing/sql/changes/propose.ts'
import { listHolds } from '@mingjing/sql/holds/list.ts'
import { issueTitles } from '@mingjing/sql/queries/issue-titles.ts'
import { lastingKinds } from '@mingjing/sql/retention/kinds.ts'
import { listRuns, retentionRegister } from '@mingjing/sql/retention/list.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { holdViews, lineView } from '#lib/server/retention/views.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('retention:page')
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const lifted = url.searchParams.has('lifted')
  const [register, runs, holds] = await Promise.all([
    retentionRegister(db, scope),
    listRuns(db, scope),
    listHolds(db, scope, { lifted }),
  ])
  const named = holds.flatMap(({ kind, value }) => (kind === 'issue' ? [value] : []))
  return {
    lifted,
    lines: register?.lines.map(lineView) ?? [],
    ranAt: register?.ranAt ?? null,
    nextAt: register?.nextAt ?? null,
    lasting: lastingKinds.map(({ id, zh, en, why }) => ({ id, zh, en, why })),
    runs: runs.map(({ id, kind, month, rows, held, doneAt }) => ({
      ...{ id, kind, month, rows, held, doneAt: doneAt?.getTime() ?? null },
    })),
    holds: await holdViews(db, scope, holds),
    issues: Object.fromEntries(await issueTitles(db, scope, named)),
    /** An issue from which the page was reached, to be held. */
    issue: url.searchParams.get('issue'),
    seesHolds: may(scope, 'holds:read'),
    mayPlace: may(scope, 'holds:place'),
    mayPropose: mayPropose(scope, headOffice, 'retention'),
  }
}
