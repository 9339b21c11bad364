import { delegatesFor } from '@mingjing/sql/absences/delegates.ts'
import { mayArrange } from '@mingjing/sql/access/arrange.ts'
import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { mostCapacity } from '@mingjing/sql/assignment/points.ts'
import { keepProfile } from '@mingjing/sql/assignment/profile.ts'
import { isAutomatic, setAutomatic } from '@mingjing/sql/assignment/switch.ts'
import { mostListed, team } from '@mingjing/sql/assignment/team.ts'
import type { IssueClass } from '@mingjing/sql/postgres/schema.ts'
import { fail } from '@sveltejs/kit'
import { allowed } from '#lib/server/guard/allowed.ts'
import { readForm } from '#lib/server/guard/read-form.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import { absenceActions, decideAction } from '#lib/server/team/absence-actions.ts'
import { teamView } from '#lib/server/team/view.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('desk:team')
  const person = allowed(locals)
  const { db } = (await theRuntime()).postgres
  // The unit of the scope picker narrows what is shown; nothing is seen that the person's own scope does not show.
  const unit = unitOf(person, url)
  const scope = scopeOf(person)
  const found = await team(db, scope, new Date(), unit)
  const delegates = Object.fromEntries(
    await Promise.all(found.members.map(async ({ id }) => [id, await delegatesFor(db, id)] as const)),
  )
  return {
    ...teamView(scope, found),
    automatic: isAutomatic(found.switches, unit),
    exceptions: found.switches.filter((each) => each.orgunit !== unit),
    delegates,
    mayMove: may(scope, 'issues:lead'),
    mayArrange: mayArrange(scope),
    maySeeIssues: may(scope, 'issues:read'),
    mostListed,
    mostCapacity,
    now: Date.now(),
  }
}

const answer = (outcome: object | null) =>
  outcome !== null && 'kind' in outcome && outcome.kind === 'refused' && 'zh' in outcome && 'en' in outcome
    ? fail(409, { refused: { zh: String(outcome.zh), en: String(outcome.en) } })
    : { refused: null }

/** All or some of a set of boxes: null where `every` is ticked. */
const chosen = (form: FormData, name: string): string[] | null =>
  form.get(`every-${name}`) === 'on' ? null : form.getAll(name).map(String)

export const actions: Actions = {
  ...absenceActions,
  decide: decideAction,
  /** What somebody can handle, and how much. */
  profile: async ({ locals, request }) => {
    const scope = scopeOf(allowed(locals))
    const form = await readForm(request)
    const { db } = (await theRuntime()).postgres
    const wish = {
      personId: String(form.get('person') ?? ''),
      stages: chosen(form, 'stage'),
      classes: chosen(form, 'class') as IssueClass[] | null,
      capacity: Number(form.get('capacity')),
    }
    return answer(await keepProfile(db, scope, wish, new Date()))
  },
  switch: async ({ locals, request, url }) => {
    const person = allowed(locals)
    const automatic = (await readForm(request)).get('automatic') === 'on'
    const { db } = (await theRuntime()).postgres
    return answer(await setAutomatic(db, scopeOf(person), { orgunit: unitOf(person, url), automatic }, new Date()))
  },
}
