import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { removeAlert, setAlert } from '@mingjing/sql/alerts/set.ts'
import { fail } from '@sveltejs/kit'
import { parseAlert } from '#lib/server/alert/parse.ts'
import { alertViews, watchable } from '#lib/server/alert/views.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { readForm } from '#lib/server/guard/read-form.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const offered = watchable(scope)
  const asked = url.searchParams.get('indicator')
  return {
    alerts: await alertViews(db, scope),
    indicators: offered,
    asked: offered.find(({ id }) => id === asked)?.id ?? null,
  }
}

export const actions: Actions = {
  set: async ({ locals, request }) => {
    const scope = scopeOf(allowed(locals))
    const { db } = (await theRuntime()).postgres
    const outcome = await setAlert(db, scope, parseAlert(await readForm(request)), new Date())
    switch (outcome.kind) {
      case 'set':
        return { wrong: null }
      case 'wrong':
        return fail(422, { wrong: outcome.what })
      case 'not-permitted':
        return fail(403, { wrong: outcome.kind })
    }
  },
  remove: async ({ locals, request }) => {
    const scope = scopeOf(allowed(locals))
    const { db } = (await theRuntime()).postgres
    const id = Number((await readForm(request)).get('id'))
    // One that is gone already is gone.
    if (Number.isSafeInteger(id)) await removeAlert(db, scope, id, new Date())
    return { wrong: null }
  },
}
