import { moment } from '../clickhouse/bind.ts'
import { bankZone, type Period, startOfDay } from './period.ts'

/** Days after being put on the list within which contact, answer and purchase count; the one of every campaign number. */
export const conversionWindows = [14, 30, 90] as const
export type ConversionWindow = (typeof conversionWindows)[number]
export const defaultWindow: ConversionWindow = 90

/** How far a customer came, by `rung`. */
export const rungs = ['targeted', 'reached', 'connected', 'interested', 'bought'] as const
export type Rung = (typeof rungs)[number]

/**
 * Conditions on the rows below for everybody a campaign number can count: those who came so far, those who came no
 * further (`lost-connected`: reached and not connected), and the buyers of either arm.
 */
export const listConditions = {
  targeted: 'NOT control AND rung >= 0',
  reached: 'NOT control AND rung >= 1',
  connected: 'NOT control AND rung >= 2',
  interested: 'NOT control AND rung >= 3',
  bought: 'NOT control AND rung >= 4',
  'lost-reached': 'NOT control AND rung = 0',
  'lost-connected': 'NOT control AND rung = 1',
  'lost-interested': 'NOT control AND rung = 2',
  'lost-bought': 'NOT control AND rung = 3',
  purchased: 'NOT control AND purchased',
  control: 'control',
  'control-purchased': 'control AND purchased',
  everyone: '1',
} as const
export type ListOf = keyof typeof listConditions

const types = "('campaign.targeted', 'campaign.contacted', 'campaign.responded')"

/**
 * A row a customer and campaign, for those first put on its list within the period, with how far they came within the
 * window of days after that. Unit, segment, product and arm are those of the list; channel and agent those of the
 * first contact, empty where there was none.
 *
 * - `rung`: 0 targeted; 1 contacted; 2 a contact connected; 3 interest or purchase at or after that; 4 purchase at or
 *   after that;
 * - `purchased`: bought, connected or not, which is what arms are compared by;
 * - `contacts`: contacts within the window; `spent`: what was bought for, fen.
 *
 * Contacts and answers belong to the list they follow, whichever unit made the call.
 */
export const campaignCustomers = (period: Period, window: number): string => {
  const from = moment(startOfDay(period.from))
  const to = moment(startOfDay(period.to))
  const listed = `type = 'campaign.targeted' AND time < ${to}`
  const within = (events: string) =>
    `arraySort(arrayFilter(event -> event.1 >= targeted_at AND event.1 < until, ${events}))`
  // An array without a match gives the moment 0, which is how the absence of a step is told here.
  return `(SELECT campaign, customer, orgunit, segment, product, control, targeted_at, until,
      toUInt64(length(calls)) AS contacts, calls[1].3 AS channel, calls[1].4 AS actor,
      arrayFirst(event -> event.2, calls).1 AS connected_at,
      arrayFilter(event -> event.1 >= connected_at, answers) AS after,
      multiIf(empty(calls), 0, connected_at = ${moment(0)}, 1, has(after.2, 'bought'), 4, empty(after), 2, 3) AS rung,
      toBool(has(answers.2, 'bought')) AS purchased,
      arraySum(answers.3) AS spent
    FROM (SELECT campaign, customer, list.1 AS targeted_at, list.2 AS orgunit, list.3 AS segment, list.4 AS product,
        list.5 AS control, targeted_at + toIntervalDay(${window}) AS until,
        ${within('all_calls')} AS calls, ${within('all_answers')} AS answers
      FROM (SELECT ifNull(campaign, '') AS campaign, ifNull(customer, '') AS customer,
          argMinIf((time, toString(orgunit), ifNull(segment, ''), ifNull(toString(product), ''), ifNull(control, false)),
            (time, source, id), ${listed}) AS list,
          groupArrayIf((time, ifNull(connected, false), ifNull(toString(channel), ''), ifNull(actor, '')),
            type = 'campaign.contacted') AS all_calls,
          groupArrayIf((time, ifNull(toString(response), ''), if(response = 'bought', ifNull(amount, 0), 0)),
            type = 'campaign.responded' AND response IN ('interested', 'bought')) AS all_answers
        FROM events
        WHERE type IN ${types} AND time >= ${from} AND time < ${to} + toIntervalDay(${window})
        GROUP BY campaign, customer HAVING countIf(${listed}) > 0)))`
}

/** The day of the bank somebody was put on the list. */
export const targetedDays = `toDate(targeted_at, '${bankZone}')`
