import { addDays, dayOf } from '@mingjing/sql/indicators/period.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { figure } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { PageServerLoad } from './$types'

/** Days over which a rule's hits are counted in the list. */
const days = 30

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const tomorrow = addDays(dayOf(Date.now()), 1)
  const [bundle, hits] = await Promise.all([
    currentBundle(runtime.postgres.db),
    figure(runtime, person, {
      id: 'supervision.hits',
      from: addDays(tomorrow, -days),
      to: tomorrow,
      by: ['rule'],
      filters: { orgunit: unitOf(person, url) },
    }),
  ])
  return {
    hash: bundle?.hash ?? null,
    days,
    hits,
    rules: (bundle?.rules ?? []).map(
      ({ id, version, kind, flow, stage, severity, opens, title, explanation, owner, basis }) => ({
        ...{ id, version, kind: flow ? 'flow' : kind, stage, severity, opens, title, explanation, owner },
        basis: basis === 'bank policy' ? [basis] : basis.map(({ clause }) => clause),
      }),
    ),
  }
}
