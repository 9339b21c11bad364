import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Scope, serviceScope } from '../../access/scope.ts'
import type { ClickHouse } from '../../clickhouse/connect.ts'
import type { Postgres } from '../../postgres/connect.ts'
import { openBank, type Staff, scopeFor } from '../../test/bank.ts'
import { branchWeek } from '../../test/branch-week.ts'
import { fillIndicatorLog } from '../../test/indicator-log.ts'
import { at, eventRow, milestoneRow, openWarehouse } from '../../test/warehouse.ts'
import { indicatorNamed, indicators } from '../catalogue.ts'
import { dayOf } from '../period.ts'
import { runIndicator, runIndicators } from '../run.ts'
import { addsUp } from './adds-up.ts'
import { readQuery } from './read-query.ts'
import { type QueryAnswer, runQuery } from './run-query.ts'

let postgres: Postgres
let clickhouse: ClickHouse
/** The watermark of the log is 11:58:30 on Friday the 6th. */
const now = at('2026-03-06 12:00')
const week = 'from=2026-03-02&to=2026-03-09'

const ask = async (address: string, who: Staff | Scope = 'executive') => {
  const query = readQuery(new URLSearchParams(address))
  const scope = typeof who === 'string' ? scopeFor(who) : who
  return 'kind' in query ? query : runQuery({ postgres, clickhouse }, scope, query, now)
}
const asked = async (address: string, who?: Staff | Scope): Promise<QueryAnswer> => {
  const answer = await ask(address, who)
  expect(answer).toMatchObject({ kind: 'ok' })
  return answer as QueryAnswer
}
/** Rows as keys and values, in the order of the query. */
const told = ({ rows }: QueryAnswer) =>
  rows.map(({ key, cells }) => [...Object.values(key), ...Object.values(cells).map(({ value }) => value)])

beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  await fillIndicatorLog(postgres, clickhouse)
  await clickhouse.insert('events', branchWeek(), { token: 'test:branch-week' })
  await clickhouse.insert(
    'milestones',
    [milestoneRow('decided', '2026-03-05 10:00', { orgunit: 'b01', decision: 'approved' })],
    {
      token: 'test:at-the-branch',
    },
  )
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

describe('one truth', () => {
  const additive = indicators.filter(
    (entry) => addsUp(entry) && entry.by.includes('unit') && (entry.needs ?? 'indicators:read') === 'indicators:read',
  )
  const inTens = Array.from({ length: Math.ceil(additive.length / 10) }, (_, i) => additive.slice(10 * i, 10 * i + 10))

  test('at every level of the organisation the groups of all that adds up add up to the total', async () => {
    expect(additive.length).toBeGreaterThan(50)
    for (const those of inTens) {
      const ids = those.map(({ id }) => id).join()
      for (const [orgunit, level] of [
        ['hq', ''],
        ['hq', '&level=sub-branch'],
        ['hq', '&level=outlet'],
        ['b01', ''],
        ['b01-s01', ''],
      ]) {
        const {
          indicators: cards,
          rows,
          totals,
        } = await asked(`indicator=${ids}&by=unit&orgunit=${orgunit}${level}&${week}`)
        for (const { entry, addsUp } of cards) {
          expect(addsUp).toBe(true)
          const sum = rows.reduce((all, { cells }) => all + cells[entry.id]!.value!, 0)
          expect(sum, `${entry.id} of ${orgunit} ${level}`).toBe(totals[entry.id]!.value)
        }
      }
    }
  })

  test('the whole of the bank is not nothing', async () => {
    const none: string[] = []
    for (const those of inTens) {
      const { totals } = await asked(`indicator=${those.map(({ id }) => id).join()}&${week}`)
      none.push(...Object.keys(totals).filter((id) => totals[id]!.value === 0))
    }
    expect(none).toEqual(['marketing.purchases'])
  })

  test('a total is what the page of the indicator shows, and a distinct count is no sum', async () => {
    const answer = await asked(`indicator=marketing.reach&by=campaign&${week}`)
    expect(answer.indicators[0]!.addsUp).toBe(false)
    const page = await runIndicator({ postgres, clickhouse }, scopeFor('executive'), {
      ...{ id: 'marketing.reach', from: '2026-03-02', to: '2026-03-09', now },
    })
    expect(answer.totals['marketing.reach']).toEqual((page as { total: object }).total)
    // One more contact of a customer of another campaign: two groups count the customer, the total once.
    const again = eventRow('campaign.contacted', '2026-03-02 13:00', {
      campaign: 'c2',
      customer: 'k1',
      channel: 'phone',
    })
    await clickhouse.insert('events', [again], { token: 'test:again' })
    const { rows, totals } = await asked(`indicator=marketing.reach&by=campaign&${week}`)
    const sum = rows.reduce((all, { cells }) => all + cells['marketing.reach']!.value!, 0)
    expect([sum, totals['marketing.reach']!.value]).toEqual([4, 3])
  })

  test('what comes of the sums is what comes of the rows', async () => {
    const raw = await clickhouse.query<{ day: string; unit: string; n: number }>(
      `SELECT toString(toDate(time, 'Asia/Shanghai')) AS day, splitByChar('-', toString(orgunit))[1] AS unit, count() AS n
       FROM events WHERE time >= '2026-03-01 16:00:00' AND time < '2026-03-08 16:00:00' GROUP BY day, unit ORDER BY day, unit`,
    )
    expect(raw.length).toBeGreaterThan(5)
    expect(told(await asked(`indicator=supervision.events&by=day,unit&${week}`))).toEqual(
      raw.map(({ day, unit, n }) => [day, unit, n]),
    )
    const hits = await clickhouse.query<{ rule: string; n: number }>(
      `SELECT rule_id AS rule, sum(sign) AS n FROM hits WHERE NOT startsWith(step, 'remind-')
       AND at >= '2026-03-01 16:00:00' AND at < '2026-03-08 16:00:00' GROUP BY rule HAVING n > 0 ORDER BY rule`,
    )
    const found = told(await asked(`indicator=supervision.hits&by=rule&${week}`)).filter(([, n]) => n !== 0)
    expect(found).toEqual(hits.map(({ rule, n }) => [rule, n]))
  })
})

describe('groups', () => {
  test('several numbers stand side by side; what nothing was counted for is nothing, not unknown', async () => {
    const { rows, totals } = await asked(
      `indicator=approval.decided,approval.rate,disbursement.amount&by=product&${week}`,
    )
    expect(rows.map(({ key }) => key.product)).toEqual(['car', 'card', 'home'])
    const card = rows[1]!.cells
    expect(card['approval.decided']).toEqual({ value: 0 })
    expect(card['approval.rate']).toEqual({ value: null })
    expect(rows[0]!.cells['approval.rate']).toEqual({ value: 4 / 5, numerator: 4, denominator: 5 })
    expect(totals['disbursement.amount']).toEqual({ value: 1057 })
  })
  test('ordered by a number, the largest first, and cut off with a word', async () => {
    const answer = await asked(`indicator=disbursement.amount&by=product&order=-disbursement.amount&limit=2&${week}`)
    expect(told(answer)).toEqual([
      ['car', 1000],
      ['card', 50],
    ])
    expect(answer).toMatchObject({ groups: 3, leftOut: 1, totals: { 'disbursement.amount': { value: 1057 } } })
    expect(told(await asked(`indicator=disbursement.amount&by=product,day&order=-day&limit=1&${week}`))).toEqual([
      ['home', '2026-03-08', 7],
    ])
  })
  test('a level of the organisation: what is booked above it stays with the unit it is booked at', async () => {
    expect(told(await asked(`indicator=approval.decided&by=unit&level=sub-branch&${week}`))).toEqual([
      ['b01', 1],
      ['b01-s01', 4],
      ['b02-s01', 1],
    ])
    expect(told(await asked(`indicator=issues.opened&by=unit&level=outlet&${week}`))).toEqual([
      ['b01-s01', 1],
      ['b01-s01-o1', 3],
      ['b02-s01', 1],
    ])
  })
})

describe('a bound of groups', () => {
  const days = (id: string, most: number) => ({
    id,
    from: '2026-01-01',
    to: '2026-04-01',
    by: ['day' as const],
    most,
    now,
  })
  const counted = async (most: number) => {
    const ids = ['marketing.contacts', 'postloan.calls', 'approver.decisions']
    const answers = await runIndicators(
      { postgres, clickhouse },
      scopeFor('lead'),
      ids.map((id) => days(id, most)),
    )
    return answers.map((answer) => (answer.kind === 'ok' ? answer.rows.length : answer))
  }
  test('is of each number, also where they are counted in one pass', async () => {
    expect(await counted(2)).toEqual([1, 1, 2])
    expect(await counted(1)).toEqual([1, 1, { kind: 'bad-request', problem: 'rows' }])
  })
})

describe('periods', () => {
  test.each([
    ['today', '2026-03-06', '2026-03-07'],
    ['yesterday', '2026-03-05', '2026-03-06'],
    ['this-week', '2026-03-02', '2026-03-07'],
    ['last-week', '2026-02-23', '2026-03-02'],
    ['this-month', '2026-03-01', '2026-03-07'],
    ['last-month', '2026-02-01', '2026-03-01'],
    ['this-year', '2026-01-01', '2026-03-07'],
    ['last-year', '2025-01-01', '2026-01-01'],
    ['last-7-days', '2026-02-28', '2026-03-07'],
  ])('%s is relative to the day events reach', async (name, from, to) => {
    expect((await asked(`indicator=supervision.events&period=${name}`)).period).toEqual({ from, to })
  })
  test('as of the watermark, with the days that are not over', async () => {
    const answer = await asked('indicator=supervision.events&by=day&from=2026-03-04&to=2026-03-09')
    expect(answer).toMatchObject({ asOf: at('2026-03-06 11:58') + 30_000, finished: false, partial: [] })
    expect(answer.unfinished).toEqual(['2026-03-06', '2026-03-07', '2026-03-08'])
    expect(await asked('indicator=supervision.events&from=2026-03-04&to=2026-03-06')).toMatchObject({ finished: true })
  })
  test('months and weeks that a period only covers in part', async () => {
    const months = await asked('indicator=supervision.events&by=month&from=2026-02-10&to=2026-03-05')
    expect(months).toMatchObject({ partial: ['2026-02', '2026-03'], unfinished: [] })
    const weeks = await asked('indicator=supervision.events&by=week&from=2026-02-23&to=2026-03-05')
    expect(weeks).toMatchObject({ partial: ['2026-03-02'], unfinished: [] })
  })
})

describe('comparisons', () => {
  test('day by day with the days of the month before, each with its own date', async () => {
    const { rows, comparison } = await asked(
      'indicator=instalment.volume&by=day&from=2026-03-01&to=2026-03-13&compare=month-before',
    )
    expect(comparison).toEqual({ kind: 'month-before', period: { from: '2026-02-01', to: '2026-02-13' } })
    const cells = Object.fromEntries(rows.map(({ key, cells }) => [key.day, cells['instalment.volume']]))
    expect(cells['2026-03-03']).toEqual({ value: 300, comparison: { value: 0, of: '2026-02-03' } })
    // Nothing yet on the tenth, and 40 on the tenth before.
    expect(cells['2026-03-10']).toEqual({ value: 0, comparison: { value: 40, of: '2026-02-10' } })
  })
  test('a month of 31 days has three that nothing in February stands for', async () => {
    const { rows } = await asked('indicator=supervision.events&by=day&from=2026-01-01&to=2026-02-01&compare=previous')
    expect(rows.find(({ key }) => key.day === '2026-01-15')!.cells['supervision.events']!.comparison).toMatchObject({
      of: '2025-12-15',
    })
    const march = await asked('indicator=instalment.volume&by=day&from=2026-03-01&to=2026-04-01&compare=month-before')
    expect(march.comparison!.period).toEqual({ from: '2026-02-01', to: '2026-03-01' })
    expect(march.totals['instalment.volume']).toMatchObject({ value: 500, comparison: { value: 40 } })
  })
  test('weeks compare only with weeks', async () => {
    expect(await ask('indicator=supervision.events&by=week&from=2026-03-02&to=2026-03-09&compare=year-before')).toEqual(
      {
        kind: 'refused',
        at: 'compare',
        why: '2025-03-02 does not stand in its week where 2026-03-02 does, so no week compares',
      },
    )
    const { rows } = await asked(`indicator=instalment.volume&by=week&from=2026-02-09&to=2026-02-16&compare=previous`)
    expect(rows.map(({ key, cells }) => [key.week, cells['instalment.volume']!.comparison])).toEqual([
      ['2026-02-09', { value: 0, of: '2026-02-02' }],
    ])
  })
  test('with a group there was only in the other period', async () => {
    const { rows } = await asked(
      'indicator=instalment.volume&by=product&from=2026-04-01&to=2026-05-01&compare=month-before',
    )
    expect(rows.map(({ key, cells }) => [key.product, cells['instalment.volume']])).toEqual([
      ['car', { value: 0, comparison: { value: 300 } }],
      ['home', { value: 0, comparison: { value: 200 } }],
    ])
  })
  test('with goals, whole for whole months, those with nothing done included', async () => {
    const { rows, totals } = await asked(
      'indicator=instalment.volume&by=unit,product&from=2026-03-01&to=2026-04-01&compare=goal',
    )
    expect(rows.map(({ key, cells }) => [key.unit, key.product, cells['instalment.volume']])).toEqual([
      ['b01', 'car', { value: 300, goal: 600, gap: -0.5 }],
      ['b01', 'home', { value: 0, goal: 100, gap: -1 }],
      ['b02', 'home', { value: 200, goal: 100, gap: 1 }],
    ])
    expect(totals['instalment.volume']).toEqual({ value: 500, goal: 800, gap: -0.375 })
  })
})

describe('access', () => {
  test('a manager gets the own units and no word of others', async () => {
    expect(told(await asked(`indicator=approval.decided&by=unit&${week}`, 'manager'))).toEqual([['b01-s01-o1', 4]])
    expect(told(await asked(`indicator=approval.decided,issues.by-state&by=orgunit&${week}`, 'manager2'))).toEqual([
      ['b02-s01', 1, 1],
    ])
    for (const orgunit of ['b02', 'b02-s01', 'b01', 'hq'])
      expect(await ask(`indicator=approval.decided&orgunit=${orgunit}&${week}`, 'manager')).toMatchObject({
        kind: 'not-permitted',
        at: 'orgunit',
      })
    const classes = await asked(`indicator=supervision.hits&by=class&${week}`, 'manager')
    expect(told(classes).map(([name]) => name)).toEqual(['operational'])
  })
  test('a token reads within its unit; numbers of other roles stay theirs', async () => {
    const token = serviceScope({ id: 't1', orgunit: 'b02', grants: ['indicators:read'] })
    expect(told(await asked(`indicator=approval.decided&by=unit&${week}`, token))).toEqual([['b02-s01', 1]])
    for (const id of ['operations.lag', 'approver.decisions'])
      expect(await ask(`indicator=approval.decided,${id}`, token)).toMatchObject({ kind: 'not-permitted', why: id })
    expect(await ask('indicator=supervision.coverage', token)).toMatchObject({ kind: 'not-permitted' })
    expect(await ask('indicator=approval.decided', 'admin')).toMatchObject({ kind: 'not-permitted' })
  })
})

describe('what cannot be answered names its place', () => {
  const d = 'indicator=approval.decided'
  test.each([
    ['', 'indicator', 'name at least one'],
    ['indicator=shoe.size', 'indicator', 'no such indicator: shoe.size'],
    [`${d}&indicator=approval.decided`, 'indicator', 'named more than once'],
    [`indicator=${indicators.slice(0, 11).map(({ id }) => id)}`, 'indicator', 'at most 10'],
    [`${d}&by=shoe`, 'by', 'no such dimension: shoe'],
    [`${d}&by=campaign`, 'by', 'approval.decided is not broken down by campaign'],
    [`${d}&by=day,month`, 'by', 'one of day, month'],
    [`${d}&by=day,unit,product,channel`, 'by', 'at most 3 dimensions'],
    ['indicator=supervision.events&by=minute', 'by', 'no groups by minute'],
    [`${d}&shoe=1`, 'shoe', 'no such parameter'],
    [`${d}&product=shoe`, 'product', 'no such value: shoe (one of card, limit'],
    [`${d}&product=car&product=home`, 'product', 'given more than once'],
    [`${d}&campaign=c1`, 'campaign', 'cannot be asked for that'],
    [`${d}&month=2026-13`, 'month', 'a month, YYYY-MM'],
    [`${d}&week=2026-03-03`, 'week', 'a Monday'],
    [`${d}&orgunit=b77`, 'orgunit', 'no such unit: b77'],
    [`${d}&orgunit=B01'`, 'orgunit', 'not the id of a unit'],
    [`${d}&level=village`, 'level', 'one of branch, sub-branch, outlet'],
    [`${d}&level=outlet`, 'level', '`by` has no unit'],
    [`${d}&by=unit&level=branch&orgunit=b01`, 'level', 'not below the unit'],
    [`${d}&from=2026-02-30&to=2026-03-01`, 'from', 'YYYY-MM-DD'],
    [`${d}&from=2026-03-01`, 'to', 'YYYY-MM-DD'],
    [`${d}&from=2026-03-02&to=2026-03-01`, 'to', 'cannot be asked for that'],
    [`${d}&period=soon`, 'period', 'one of today, yesterday'],
    [`${d}&period=today&from=2026-03-01`, 'period', 'either'],
    [`${d}&compare=luck`, 'compare', 'one of previous'],
    [`${d}&compare=goal`, 'compare', 'no goals are set for approval.decided'],
    ['indicator=instalment.volume&by=channel&compare=goal', 'compare', 'not by channel'],
    [`${d}&order=product`, 'order', 'none of the indicators and dimensions asked for: product'],
    [`${d}&limit=0`, 'limit', '1 … 20000'],
    [`${d},approval.rate&limit=10001`, 'limit', '1 … 10000 for 2 indicators'],
    [`${d}&limit=many`, 'limit', 'a whole number'],
    [`${d}&window=7`, 'window', 'cannot be asked for that'],
  ])('%s', async (address, place, why) => {
    const answer = await ask(address)
    expect(answer).toMatchObject({ kind: 'refused', at: place })
    expect((answer as { why: string }).why).toContain(why)
  })
})

describe('the example of the README', () => {
  const examples = ['README.md', 'README.zh-CN.md'].map(
    (file) => /\/api\/query\?([^'\s]+)/.exec(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'))![1]!,
  )
  test('is the same in both languages and is answered', async () => {
    expect(examples[1]).toBe(examples[0])
    const answer = await asked(examples[0]!)
    expect(answer.rows.length).toBeGreaterThan(0)
    expect(answer.rows.every(({ cells }) => Object.values(cells).every((cell) => cell.comparison !== undefined))).toBe(
      true,
    )
    expect(answer.period.to > dayOf(now)).toBe(true)
    expect(answer.indicators.map(({ entry }) => indicatorNamed(entry.id))).not.toContain(undefined)
  })
})
