import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { mayPropose } from '@mingjing/sql/changes/propose.ts'
import { sharesInForce } from '@mingjing/sql/quality/draw.ts'
import { disagreements, qualityResults, toJudge } from '@mingjing/sql/quality/list.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('quality')
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const [tasks, results, differing, shares, bundle] = await Promise.all([
    toJudge(db, scope),
    qualityResults(db, scope),
    disagreements(db, scope),
    sharesInForce(db),
    currentBundle(db),
  ])
  const ids = [
    ...(results?.officers.map(({ of }) => of) ?? []),
    ...differing.flatMap(({ firstBy, secondBy }) => [firstBy, secondBy ?? '']),
  ]
  const names = new Map((await staffNames(db, ids)).map((person) => [person.id, person]))
  const person = (id: string) => names.get(id) ?? { id, zh: id, en: id }
  const rule = (id: string) => bundle?.rules.find((each) => each.id === id)?.title ?? { zh: id, en: id }
  return {
    shares,
    mayShare: mayPropose(scope, headOffice, 'shares'),
    mayReopen: may(scope, 'issues:lead'),
    tasks: tasks.map(({ id, period, issueId, severity, orgunit, subject, titleZh, titleEn }) => ({
      ...{ id, period, issueId, severity, orgunit, subject },
      title: { zh: titleZh, en: titleEn },
    })),
    results: results && {
      all: results.all,
      waiting: results.waiting,
      officers: results.officers.map((each) => ({ ...each, name: person(each.of) })),
      rules: results.rules.map((each) => ({ ...each, name: rule(each.of) })),
      units: results.units,
      draws: results.draws.map(({ period, decisions, drawn }) => ({ period, decisions, drawn })),
    },
    differing: differing.map((each) => ({
      ...{ id: each.id, issueId: each.issueId, orgunit: each.orgunit, severity: each.severity, state: each.state },
      title: { zh: each.titleZh, en: each.titleEn },
      subject: each.subject,
      first: each.first,
      firstBy: person(each.firstBy),
      second: each.second!,
      secondBy: person(each.secondBy!),
      reason: each.reason,
      reopened: each.reopenedAt !== null,
      own: each.barred !== null,
    })),
  }
}
