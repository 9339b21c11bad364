import { moment, quoted } from '../clickhouse/bind.ts'
import { type Period, startOfDay } from './period.ts'

export type ClientKind = 'personal' | 'corporate'

const never = `toDateTime64('2200-01-01', 3, 'UTC')`
const types = `('appointment.booked', 'appointment.cancelled', 'appointment.arrived', 'queue.taken', 'queue.left',
  'counter.served', 'visit.rated')`
/** Days before and after a period within which what belongs to a visit of the period is looked for. */
const usuallyAround = 60

/**
 * A row a visit of one kind of customers to an outlet, by its subject, for those whose day lies in the period: the day
 * it was booked for or, where nobody booked, the day of its first event. Moments are null where the step did not happen.
 * With no days `around` only events of the period are known, so that who comes today counts today, booked or not.
 *
 * - `orgunit` of the first event; `business` that was first told, empty where none was;
 * - `booked_at`, `planned_at`, `cancelled_at`, `taken_at` (number taken), `left_at` (gave up), `served_at` (first time);
 * - `came_at`: arrival for the appointment, number or beginning of the wait, whichever is known first; null: never came;
 * - `wait`, `took`: seconds of the first service, `served_by` its channel, `served` how many there were;
 * - `channel`: of the booking, else of the service;
 * - `sold`: whether something was; `first_pass`: served once and passed; `rating`: null without one.
 */
export const visits = (period: Period, kind: ClientKind, around = usuallyAround): string => {
  const [from, to] = [moment(startOfDay(period.from)), moment(startOfDay(period.to))]
  const when = (type: string) => `minOrNullIf(e.time, e.type = '${type}')`
  const first = (value: string, type: string) => `argMinIf(${value}, (e.time, e.source, e.id), e.type = '${type}')`
  return `(SELECT *, ifNull(planned_at, first_at) AS visit_at,
      nullIf(least(ifNull(arrived_at, ${never}), ifNull(taken_at, ${never}),
        ifNull(served_at - toIntervalSecond(ifNull(wait, 0) + ifNull(took, 0)), ${never})), ${never}) AS came_at,
      if(booked_by != '', booked_by, served_by) AS channel
    FROM (SELECT e.subject AS subject, argMin(toString(e.orgunit), (e.time, e.source, e.id)) AS orgunit,
        argMinIf(ifNull(e.business, ''), (e.time, e.source, e.id), e.business != '') AS business,
        min(e.time) AS first_at, ${when('appointment.booked')} AS booked_at,
        if(booked_at IS NULL, NULL, fromUnixTimestamp64Milli(
          maxIf(JSONExtractInt(e.data, 'plannedAt'), e.type = 'appointment.booked'), 'UTC')) AS planned_at,
        ${when('appointment.cancelled')} AS cancelled_at, ${when('appointment.arrived')} AS arrived_at,
        ${when('queue.taken')} AS taken_at, ${when('queue.left')} AS left_at, ${when('counter.served')} AS served_at,
        countIf(e.type = 'counter.served') AS served,
        ${first('e.wait_seconds', 'counter.served')} AS wait, ${first('e.duration_seconds', 'counter.served')} AS took,
        ${first("ifNull(toString(e.channel), '')", 'counter.served')} AS served_by,
        ${first("ifNull(toString(e.channel), '')", 'appointment.booked')} AS booked_by,
        countIf(JSONExtractString(e.data, 'sold') != '') > 0 AS sold,
        served = 1 AND countIf(e.type = 'counter.served' AND e.result = 'pass') = 1 AS first_pass,
        max(ifNull(e.recognised, false)) AS recognised, max(ifNull(e.whitelisted, false)) AS whitelisted,
        minOrNullIf(e.rating, e.type = 'visit.rated') AS rating
      FROM events AS e
      WHERE e.type IN ${types} AND e.client_kind = ${quoted(kind)} AND e.time >= ${from} - toIntervalDay(${around}) AND e.time < ${to} + toIntervalDay(${around})
      GROUP BY e.subject)
    WHERE visit_at >= ${from} AND visit_at < ${to})`
}

/**
 * A row a span of time within the period over which an outlet had so many counters open for one kind of customers:
 * `windows`, `seconds`, `began_at`. A span ends with the next event of the same outlet and kind, at the latest after
 * twelve hours, at the end of the period or at the moment the numbers reach.
 */
export const staffedSpans = (period: Period, asOf: number): string => {
  const [from, to] = [moment(startOfDay(period.from)), moment(startOfDay(period.to))]
  return `(SELECT orgunit, client_kind, windows, began_at, greatest(0, dateDiff('second', began_at,
        least(next_at, began_at + toIntervalHour(12), ${to}, ${moment(asOf)}))) AS seconds
    FROM (SELECT toString(e.orgunit) AS orgunit, ifNull(toString(e.client_kind), '') AS client_kind,
        ifNull(e.windows, 0) AS windows, e.time AS began_at,
        leadInFrame(e.time, 1, ${never}) OVER (PARTITION BY e.orgunit, e.client_kind ORDER BY e.time, e.source, e.id
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_at
      FROM events AS e WHERE e.type = 'counter.staffed' AND e.time >= ${from} AND e.time < ${to}))`
}

/**
 * A row a corporate account with the newest balance told before the end of the period and within ninety days of it:
 * `balance` and `before` (the one told before that, 0 without one), fen; `termed`; `observed_at`. An account closed by
 * then is none any more, whatever is told of it at the close of that day, unless it was opened again.
 */
export const corporateBalances = (period: Period): string => {
  const to = moment(startOfDay(period.to))
  return `(SELECT account, told[1].2 AS balance, told[2].2 AS before, told[1].3 AS termed, told[1].4 AS orgunit,
      told[1].5 AS customer, told[1].1.1 AS observed_at
    FROM (SELECT ifNull(e.account, '') AS account,
        arrayReverseSort(groupArrayIf(((e.time, e.source, e.id), ifNull(e.balance, 0), ifNull(e.termed, false),
          toString(e.orgunit), ifNull(e.customer, '')), e.type = 'account.observed')) AS told,
        maxIf(e.time, e.type = 'account.closed') AS closed_at, maxIf(e.time, e.type = 'account.opened') AS opened_at
      FROM events AS e
      WHERE e.type IN ('account.observed', 'account.closed', 'account.opened')
        AND e.time >= ${to} - toIntervalDay(90) AND e.time < ${to}
      GROUP BY account
      HAVING notEmpty(told) AND closed_at <= opened_at))`
}
