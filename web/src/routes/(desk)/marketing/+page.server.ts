import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { dayOf } from '@mingjing/sql/indicators/period.ts'
import type { IndicatorRequest } from '@mingjing/sql/indicators/run.ts'
import { mostLabels } from '@mingjing/sql/labels/export.ts'
import { campaignList } from '@mingjing/sql/queries/campaign-list.ts'
import { campaignDates } from '@mingjing/sql/queries/campaigns.ts'
import { figures } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { askedOf } from '#lib/server/marketing/asked.ts'
import { masked } from '#lib/server/marketing/masked.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { momentReached } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { PageServerLoad } from './$types'

const listed = 200
const rungNumbers = ['step-reached', 'step-connected', 'step-interested', 'step-bought', 'conversion']

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const scope = scopeOf(person)
  const runtime = await theRuntime()
  const unit = unitOf(person, url)
  const now = Date.now()
  const asOf = await momentReached(runtime)
  const today = dayOf(asOf)
  const asked = askedOf(url.searchParams, today)
  const { period, window, by } = asked
  const filters = { orgunit: unit, ...asked.filters }
  const { campaign: _, ...beside } = filters

  const request = (id: string, more: Partial<IndicatorRequest> = {}): IndicatorRequest => ({
    ...{ id: `marketing.${id}`, ...period, window, filters },
    ...more,
  })
  const funnel = (more: Partial<IndicatorRequest>) => rungNumbers.map((id) => request(id, more))
  // Nobody held back was ever contacted: narrowed by channel or agent, the arms cannot be told apart.
  const narrowedByContact = filters.channel !== undefined || filters.actor !== undefined
  const lifts = narrowedByContact ? [] : [request('lift'), request('lift', { by: ['campaign'], filters: beside })]
  // What events are counted by, whoever is on a list; they know no agent of a first contact.
  const { actor, product, ...ofEvents } = filters
  const [found, eventFigures, campaigns, list] = await Promise.all([
    figures(runtime, person, [
      ...funnel({ by: [by] }),
      ...funnel({ by: ['campaign'], filters: beside }),
      request('client-response'),
      request('maturing'),
      ...lifts,
    ]),
    figures(
      runtime,
      person,
      ['response-rate', 'contacts', 'purchases'].map((id) => request(id, { filters: ofEvents })),
    ),
    outcomeOf(() => campaignDates(runtime.clickhouse, scope, { period, window, unit })),
    asked.who === null
      ? null
      : outcomeOf(
          async () => {
            const { rows, count } = await campaignList(runtime.clickhouse, scope, {
              ...{ who: asked.who!, period, window, filters, now, asOf, limit: listed },
            })
            return { count, rows: rows.map((row) => ({ ...row, customer: masked(row.customer) })) }
          },
          ({ count }) => count === 0,
        ),
  ])
  const many = rungNumbers.length
  const steps = found.slice(0, many)
  const byCampaign = found.slice(many, 2 * many)
  const [clientResponse, maturing, lift = null, liftByCampaign = null] = found.slice(2 * many)
  const [callResponse, contacts, purchases] = eventFigures
  return {
    asOf,
    today,
    asked,
    listed,
    narrowedByContact,
    narrowedByListOnly: actor !== undefined || product !== undefined,
    steps,
    byCampaign,
    clientResponse: clientResponse!,
    callResponse: callResponse!,
    contacts: contacts!,
    purchases: purchases!,
    maturing: maturing!,
    lift,
    liftByCampaign,
    campaigns,
    list,
    mayExport: may(scope, 'labels:export'),
    mostLabels,
  }
}
