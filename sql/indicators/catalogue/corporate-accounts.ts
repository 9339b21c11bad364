import { bySpan, byVisit, eventRows, ratio, secondsOf, section, utilisation, value, visitRows } from './cockpit.ts'
import { deposits } from './corporate-deposits.ts'

const visit = visitRows('corporate')
const ofClients = "client_kind = 'corporate'"
const served = (more = '1') => eventRows('counter.served', `${ofClients} AND ${more}`)
const atCounter = "served_by = 'counter'"
const overdue = 'isNotNull(booked_at) AND planned_at + toIntervalHour(2) <= {asOf}'
const opened = (more = '1') => eventRows('account.opened', more)

const outlet = section({ group: 'business', section: 'outlet' }, byVisit, [
  {
    id: 'booked',
    name: '对公预约量 | Corporate appointments',
    definition: '期间内登记的对公业务预约 | Appointments of corporate customers booked in the period',
    unit: 'count',
    formula: value(eventRows('appointment.booked', ofClients)()),
    additive: true,
    better: 'more',
  },
  {
    id: 'shown-up',
    name: '对公预约到店率 | Came as booked',
    definition:
      '已到约定时间的对公预约中到店的占比 | Of corporate appointments whose planned moment has come, those who came',
    unit: 'share',
    formula: ratio(
      visit('isNotNull(booked_at) AND planned_at <= {asOf} AND isNotNull(came_at)'),
      visit('isNotNull(booked_at) AND planned_at <= {asOf}'),
    ),
    better: 'more',
  },
  {
    id: 'no-show',
    name: '对公爽约率 | No-shows',
    definition:
      '约定时间已过两小时、未到店也未取消的对公预约 ÷ 约定时间已过两小时的对公预约 | Neither came nor cancelled two hours after the planned moment ÷ corporate appointments two hours past it',
    unit: 'share',
    formula: ratio(visit(`${overdue} AND isNull(came_at) AND isNull(cancelled_at)`), visit(overdue)),
    better: 'less',
  },
  {
    id: 'arrivals',
    name: '对公到店客流 | Corporate arrivals',
    definition: '期间内取号的对公客户人次 | Visits of corporate customers who took a number',
    unit: 'count',
    formula: value(visit('isNotNull(taken_at)')),
    additive: true,
    better: 'more',
  },
  {
    id: 'wait-median',
    name: '对公等候中位数 | Wait of corporate customers, median',
    definition:
      '对公柜面客户等候时间，最近秩法中位数 | Time corporate customers waited before the counter, median by nearest rank',
    unit: 's',
    formula: value(visit(`${atCounter} AND isNotNull(wait)`, secondsOf('wait', 0.5))),
    better: 'less',
  },
  {
    id: 'wait-long',
    name: '对公等候超 20 分钟占比 | Corporate waits over 20 minutes',
    definition:
      '等候超过 20 分钟的对公柜面客户 ÷ 对公柜面客户 | Corporate customers who waited longer than twenty minutes ÷ those served at the counter',
    unit: 'share',
    formula: ratio(visit(`${atCounter} AND wait > 1200`), visit(atCounter)),
    better: 'less',
  },
  {
    id: 'counter-served',
    name: '对公柜面业务量 | Corporate matters at the counter',
    definition: '期间内柜面办理的对公业务笔数 | Matters of corporate customers served at the counter in the period',
    unit: 'count',
    formula: value(served("channel = 'counter'")()),
    additive: true,
    better: 'neither',
  },
  {
    id: 'counter-time',
    name: '对公办理时长中位数 | Time of a corporate matter, median',
    definition:
      '柜面对公业务的办理时长，最近秩法中位数 | Time a corporate matter took at the counter, median by nearest rank',
    unit: 's',
    formula: value(served("channel = 'counter' AND isNotNull(duration_seconds)")(secondsOf('duration_seconds', 0.5))),
    better: 'less',
  },
  {
    id: 'machine-share',
    name: '对公机具分流率 | Corporate matters on machines',
    definition:
      '智能终端与机器人办理的对公业务 ÷ 网点办理的对公业务 | Corporate matters served by terminals and robots ÷ corporate matters served',
    unit: 'share',
    formula: ratio(served("channel IN ('terminal', 'robot')")(), served()()),
    goals: true,
    better: 'more',
  },
  {
    id: 'first-pass',
    name: '一次办结率 | Done at the first time',
    definition:
      '只办一次即成功的对公到店 ÷ 办理了业务的对公到店 | Corporate visits served once and done ÷ corporate visits served',
    unit: 'share',
    formula: ratio(visit('served > 0 AND first_pass'), visit('served > 0')),
    better: 'more',
  },
  {
    id: 'utilisation',
    name: '对公窗口利用率 | Corporate counters in use',
    definition:
      '柜面办理对公业务的时长 ÷ 对公窗口开放时长 | Time corporate customers took at counters ÷ time counters for them were open',
    unit: 'share',
    formula: utilisation('corporate'),
    by: bySpan,
    better: 'more',
  },
  {
    id: 'satisfied',
    name: '对公满意率 | Corporate customers satisfied',
    definition:
      '评价为 4 或 5 分的对公到店 ÷ 有评价的对公到店 | Corporate visits rated 4 or 5 ÷ corporate visits rated',
    unit: 'share',
    formula: ratio(visit('rating >= 4'), visit('isNotNull(rating)')),
    goals: true,
    better: 'more',
  },
])

const accounts = section(
  { group: 'business', section: 'accounts' },
  [...bySpan, 'channel'],
  [
    {
      id: 'accounts-opened',
      name: '对公开户数 | Corporate accounts opened',
      definition: '期间内开立的对公账户 | Corporate accounts opened in the period',
      unit: 'count',
      formula: value(opened()()),
      additive: true,
      goals: true,
      better: 'more',
    },
    {
      id: 'basic-share',
      name: '基本户占比 | Basic accounts',
      definition: '开立的基本存款账户 ÷ 开户数 | Basic deposit accounts opened ÷ accounts opened',
      unit: 'share',
      formula: ratio(opened("account_kind = 'basic'")(), opened()()),
      better: 'more',
    },
    {
      id: 'opening-time',
      name: '开户办理时长中位数 | Time to open, median',
      definition: '自受理至开户的时长，最近秩法中位数 | Time from application to account, median by nearest rank',
      unit: 's',
      formula: value(opened('isNotNull(duration_seconds)')(secondsOf('duration_seconds', 0.5))),
      better: 'less',
    },
    {
      id: 'opened-in-a-day',
      name: '一日内开户占比 | Opened within a day',
      definition: '24 小时内办结的开户 ÷ 记有时长的开户 | Opened within 24 hours ÷ openings whose time is known',
      unit: 'share',
      formula: ratio(opened('duration_seconds <= 86400')(), opened('isNotNull(duration_seconds)')()),
      goals: true,
      better: 'more',
    },
    {
      id: 'accounts-closed',
      name: '对公销户数 | Corporate accounts closed',
      definition: '期间内销户的对公账户 | Corporate accounts closed in the period',
      unit: 'count',
      formula: value(eventRows('account.closed')()),
      additive: true,
      better: 'less',
    },
    {
      id: 'accounts-net',
      name: '账户净增 | Accounts gained',
      definition: '开户数 − 销户数 | Accounts opened less accounts closed',
      unit: 'count',
      formula: value({
        table: 'events',
        value:
          "toInt64(countIf(type = 'account.opened' AND {rows})) - toInt64(countIf(type = 'account.closed' AND {rows}))",
        where: "type IN ('account.opened', 'account.closed')",
      }),
      additive: true,
      better: 'more',
    },
    {
      id: 'new-clients',
      name: '新客开户占比 | Accounts of new customers',
      definition: '新客户的首个账户 ÷ 开户数 | First accounts of new customers ÷ accounts opened',
      unit: 'share',
      formula: ratio(opened('new_client')(), opened()()),
      better: 'more',
    },
    {
      id: 'opened-online',
      name: '线上受理开户占比 | Applied for online',
      definition: '经网上银行或手机银行受理的开户 ÷ 开户数 | Accounts applied for by web or app ÷ accounts opened',
      unit: 'share',
      formula: ratio(opened("channel IN ('web', 'mobile')")(), opened()()),
      better: 'more',
    },
  ],
)

/** What corporate customers do at outlets, and what they keep there. */
export const corporateAccounts = [...outlet, ...accounts, ...deposits]
