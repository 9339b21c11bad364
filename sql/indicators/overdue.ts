import { moment } from '../clickhouse/bind.ts'
import { addMonths, bankZone, monthsOf, type Period, startOfDay } from './period.ts'

/** How far back a contract's events are looked at for where it stands. */
const memoryDays = 400
/** The last day since becoming overdue that recovery is told for. */
export const lastAge = 60

/**
 * A row a contract with its stages (time, stage, balance) in order and the moments it was put right. It stands in the
 * stage it entered last unless put right since: by a late payment of at least one instalment at once, by the outcome
 * `cured` or `recovered`, or by entering M0. Stages are those the core system tells in `collection.staged`; the days past
 * due they begin at are its own.
 */
const contracts = (from: number, to: number): string => `(SELECT contract, unit_product.1 AS orgunit,
    unit_product.2 AS product, arraySort(all_stages) AS stages, arraySort(arrayConcat(outcomes, arrayMap(paid -> paid.1,
      arrayFilter(paid -> instalment > 0 AND paid.2 >= instalment, payments)))) AS settled, first_seen
  FROM (SELECT ifNull(contract, '') AS contract, min(time) AS first_seen,
      argMax((toString(orgunit), ifNull(toString(product), '')), (time, source, id)) AS unit_product,
      maxIf(ifNull(amount, 0), type = 'repayment.due') AS instalment,
      groupArrayIf((time, ifNull(toString(stage), ''), ifNull(balance, 0)), type = 'collection.staged' AND stage != 'M0') AS all_stages,
      groupArrayIf(time, (type = 'outcome.observed' AND outcome IN ('cured', 'recovered'))
        OR (type = 'collection.staged' AND stage = 'M0')) AS outcomes,
      groupArrayIf((time, ifNull(amount, 0)), type = 'repayment.received' AND days_past_due > 0) AS payments
    FROM events
    WHERE type IN ('repayment.due', 'repayment.received', 'collection.staged', 'outcome.observed')
      AND isNotNull(contract) AND time >= ${moment(from)} AND time < ${moment(to)}
    GROUP BY contract))`

/** The last stage before a moment, as (time, stage, balance); stage empty where there is none or it was put right. */
const standing = (at: string): string =>
  `if(arrayExists(t -> t >= arrayLast(s -> s.1 < ${at}, stages).1 AND t < ${at}, settled),
    (${moment(0)}, '', toInt64(0)), arrayLast(s -> s.1 < ${at}, stages))`

/** Further behind is more: M0 … M5, then written off. */
const rank = (stage: string): string => `if(${stage} = 'written-off', 99, toUInt8OrZero(substring(${stage}, 2)))`

/** Contracts overdue at the moment events reach, a row each: `stage`, `balance` (fen), `since`. */
export const contractStages = (asOf: number): string => {
  const at = moment(asOf)
  return `(SELECT contract, orgunit, product, ${standing(at)} AS now_in, now_in.2 AS stage, now_in.3 AS balance,
      now_in.1 AS since
    FROM ${contracts(asOf - memoryDays * 86_400_000, asOf)} WHERE stage != '')`
}

/**
 * A row a contract and month the period touches, for those known at its beginning: `stage` then (M0: not overdue),
 * `next_stage` at its end or where events end, `balance` of the stage it began in (fen; 0 in M0, of which no event tells
 * it), `month` as `YYYY-MM`, `rolled` when it ended further behind, `open` for a month that has not ended.
 */
export const contractMonths = (period: Period, asOf: number): string => {
  const months = monthsOf(period)
    .map((month) => ({ month, from: startOfDay(`${month}-01`), to: startOfDay(addMonths(`${month}-01`, 1)) }))
    .filter(({ from }) => from < asOf)
  const rows = months.map(
    ({ month, from, to }) => `('${month}', ${moment(from)}, ${moment(Math.min(to, asOf))}, ${to > asOf ? 1 : 0})`,
  )
  const list = rows.length > 0 ? `[${rows.join(', ')}]` : `arraySlice([('', ${moment(0)}, ${moment(0)}, 0)], 2)`
  const from = (months[0]?.from ?? asOf) - memoryDays * 86_400_000
  return `(SELECT contract, orgunit, product, span.1 AS month, toBool(span.4) AS open, span.2 AS begins, span.3 AS ends,
      ${standing('begins')} AS began, ${standing('ends')} AS ended,
      if(began.2 = '', 'M0', began.2) AS stage, if(ended.2 = '', 'M0', ended.2) AS next_stage, began.3 AS balance,
      ${rank('next_stage')} > ${rank('stage')} AS rolled
    FROM ${contracts(from, Math.min(months.at(-1)?.to ?? asOf, asOf))} ARRAY JOIN ${list} AS span
    WHERE first_seen < begins)`
}

/**
 * A row a contract that became overdue (its first stage after being in order) within the period: `entered`, `balance`,
 * `settled_at` (0 while not put right), `recovered` within 60 days, `ripe` when 60 days have passed.
 */
export const overdueEntries = (period: Period, asOf: number): string => {
  const [from, to] = [startOfDay(period.from), Math.min(startOfDay(period.to), asOf)]
  return `(SELECT contract, orgunit, product, entry.1 AS entered, entry.2 AS stage, entry.3 AS balance,
      arrayFirst(t -> t >= entered, settled) AS settled_at,
      entered + toIntervalDay(${lastAge}) <= ${moment(asOf)} AS ripe,
      settled_at >= entered AND settled_at < entered + toIntervalDay(${lastAge}) AS recovered
    FROM (SELECT contract, orgunit, product, stages, settled, arrayJoin(arrayFilter((s, i) -> i = 1
        OR arrayExists(t -> t >= stages[i - 1].1 AND t < s.1, settled), stages, arrayEnumerate(stages))) AS entry
      FROM ${contracts(from - memoryDays * 86_400_000, asOf)})
    WHERE entry.1 >= ${moment(from)} AND entry.1 < ${moment(to)})`
}

/**
 * The entries of {@link overdueEntries} at every day since, 0 … 60: `age`, `settled` by the end of it. Only ages that the
 * whole week of entries has reached, so that a curve of a week ends where watching it ends.
 */
export const overdueAges = (
  period: Period,
  asOf: number,
): string => `(SELECT contract, orgunit, product, entered, stage,
    balance, day_since AS age, settled_at >= entered AND settled_at < entered + toIntervalDay(day_since + 1) AS settled
  FROM ${overdueEntries(period, asOf)} ARRAY JOIN range(0, ${lastAge + 1}) AS day_since
  WHERE toDateTime64(toMonday(toDate(entered, '${bankZone}')) + 7 + toIntervalDay(day_since + 1), 3, '${bankZone}') <= ${moment(asOf)})`

/** A row a contract and day of the bank on which it was called: `calls`, `effective_calls` to the debtor. */
export const debtorDays = (period: Period): string => `(SELECT contract, toDate(time, '${bankZone}') AS called_on,
    any(toString(orgunit)) AS orgunit, any(ifNull(toString(product), '')) AS product, any(ifNull(actor, '')) AS actor,
    countIf(effective AND contact_kind = 'debtor') AS effective_calls, count() AS calls
  FROM (SELECT * FROM events WHERE type = 'collection.called'
    AND time >= ${moment(startOfDay(period.from))} AND time < ${moment(startOfDay(period.to))})
  GROUP BY contract, called_on)`
