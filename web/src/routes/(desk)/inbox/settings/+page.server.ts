import { scopeOf } from '@mingjing/sql/access/scope.ts'
import {
  failedDeliveries,
  readPreferences,
  retryFailed,
  savePreferences,
} from '@mingjing/sql/deliveries/preferences.ts'
import { fail } from '@sveltejs/kit'
import { allowed } from '#lib/server/guard/allowed.ts'
import { readForm } from '#lib/server/guard/read-form.ts'
import { mailDomains, offeredChannels } from '#lib/server/inbox/offered.ts'
import { parseWishes } from '#lib/server/inbox/parse-wishes.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const [preferences, failed] = await Promise.all([readPreferences(db, scope), failedDeliveries(db, scope)])
  return { preferences, failed, offered: offeredChannels(process.env), domains: mailDomains(process.env) }
}

export const actions: Actions = {
  save: async ({ locals, request }) => {
    const scope = scopeOf(allowed(locals))
    const { postgres, keys } = await theRuntime()
    const wished = parseWishes(await readForm(request), offeredChannels(process.env))
    const how = { now: new Date(), domains: mailDomains(process.env) }
    const outcome = await savePreferences(postgres.db, keys, scope, wished, how)
    return outcome.kind === 'faulty'
      ? fail(422, { fault: outcome.fault, wished })
      : { saved: { secret: outcome.secret } }
  },
  /** Lets what could not be delivered be tried again. */
  retry: async ({ locals }) => {
    const scope = scopeOf(allowed(locals))
    const { db } = (await theRuntime()).postgres
    return { retried: await retryFailed(db, scope, new Date()) }
  },
}
