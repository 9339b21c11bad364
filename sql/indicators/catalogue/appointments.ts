import { bankZone } from '../period.ts'
import { before } from './appointments-before.ts'
import {
  bySpan,
  byVisit,
  eventRows,
  perOne,
  ratio,
  secondsOf,
  section,
  utilisation,
  value,
  visitRows,
} from './cockpit.ts'

const visit = visitRows('personal')
const served = (more = '1') => eventRows('counter.served', `client_kind = 'personal' AND ${more}`)
const machine = "channel IN ('terminal', 'robot')"
const atCounter = "served_by = 'counter'"
const hasBooked = 'isNotNull(booked_at)'
const sold = "JSONExtractString(data, 'sold')"

const during = section({ group: 'appointments', section: 'during' }, byVisit, [
  {
    id: 'arrivals',
    name: '到店客流 | Arrivals',
    definition: '期间内取号的个人客户人次 | Visits of personal customers who took a number',
    unit: 'count',
    formula: value(visit('isNotNull(taken_at)')),
    better: 'more',
    additive: true,
  },
  {
    id: 'arrivals-booked',
    name: '预约客流占比 | Arrivals with an appointment',
    definition: '有预约的取号 ÷ 全部取号 | Numbers taken with an appointment ÷ numbers taken',
    unit: 'share',
    formula: ratio(visit(`isNotNull(taken_at) AND ${hasBooked}`), visit('isNotNull(taken_at)')),
    better: 'more',
    goals: true,
  },
  {
    id: 'recognised',
    name: '到店识别率 | Recognised on entering',
    definition: '取号时识别出身份的客户 ÷ 取号客户 | Recognised when taking a number ÷ numbers taken',
    unit: 'share',
    formula: ratio(visit('isNotNull(taken_at) AND recognised'), visit('isNotNull(taken_at)')),
    better: 'more',
    goals: true,
  },
  {
    id: 'whitelisted',
    name: '白名单客户到访量 | Visits of whitelisted customers',
    definition: '白名单客户取号人次 | Numbers taken by customers on the whitelist',
    unit: 'count',
    formula: value(visit('isNotNull(taken_at) AND whitelisted')),
    better: 'more',
    additive: true,
  },
  {
    id: 'wait-median',
    name: '柜面等候中位数 | Wait at the counter, median',
    definition: '柜面客户等候时间，最近秩法中位数 | Time waited before the counter, median by nearest rank',
    unit: 's',
    formula: value(visit(`${atCounter} AND isNotNull(wait)`, secondsOf('wait', 0.5))),
    better: 'less',
  },
  {
    id: 'wait-p90',
    name: '柜面等候九成分位 | Wait at the counter, 90th percentile',
    definition: '九成柜面客户的等候不超过该时长（最近秩法） | Nine in ten waited no longer than this, nearest rank',
    unit: 's',
    formula: value(visit(`${atCounter} AND isNotNull(wait)`, secondsOf('wait', 0.9))),
    better: 'less',
  },
  {
    id: 'wait-long',
    name: '等候超 20 分钟占比 | Waited over 20 minutes',
    definition: '等候超过 20 分钟的柜面客户 ÷ 柜面客户 | Waited longer than twenty minutes ÷ served at the counter',
    unit: 'share',
    formula: ratio(visit(`${atCounter} AND wait > 1200`), visit(atCounter)),
    better: 'less',
    goals: true,
  },
  {
    id: 'wait-booked',
    name: '预约客户等候中位数 | Wait with an appointment, median',
    definition:
      '有预约的柜面客户等候时间，最近秩法中位数 | Time those with an appointment waited before the counter, median by nearest rank',
    unit: 's',
    formula: value(visit(`${atCounter} AND ${hasBooked} AND isNotNull(wait)`, secondsOf('wait', 0.5))),
    better: 'less',
  },
  {
    id: 'wait-whitelisted',
    name: '白名单客户等候中位数 | Wait of whitelisted customers, median',
    definition:
      '白名单柜面客户等候时间，最近秩法中位数 | Time whitelisted customers waited before the counter, median by nearest rank',
    unit: 's',
    formula: value(visit(`${atCounter} AND whitelisted AND isNotNull(wait)`, secondsOf('wait', 0.5))),
    better: 'less',
  },
  {
    id: 'left',
    name: '弃号率 | Left unserved',
    definition: '取号后离开的客户 ÷ 取号客户 | Left after taking a number ÷ numbers taken',
    unit: 'share',
    formula: ratio(visit('isNotNull(taken_at) AND isNotNull(left_at)'), visit('isNotNull(taken_at)')),
    better: 'less',
  },
  {
    id: 'counter-served',
    name: '柜面业务量 | Served at the counter',
    definition: '期间内柜面办理的个人业务笔数 | Matters of personal customers served at the counter in the period',
    unit: 'count',
    formula: value(served("channel = 'counter'")()),
    better: 'neither',
    additive: true,
  },
  {
    id: 'counter-time',
    name: '柜面办理时长中位数 | Time at the counter, median',
    definition: '柜面个人业务的办理时长，最近秩法中位数 | Time a matter took at the counter, median by nearest rank',
    unit: 's',
    formula: value(served("channel = 'counter' AND isNotNull(duration_seconds)")(secondsOf('duration_seconds', 0.5))),
    better: 'less',
  },
  {
    id: 'machine-share',
    name: '机具分流率 | Share on terminals and robots',
    definition: '智能终端与机器人办理的业务 ÷ 网点办理的业务 | Matters served by terminals and robots ÷ matters served',
    unit: 'share',
    formula: ratio(served(machine)(), served()()),
    better: 'more',
    goals: true,
  },
  {
    id: 'robot-share',
    name: '机器人办理占比 | Share on robots',
    definition: '机器人办理的业务 ÷ 网点办理的业务 | Matters served by robots ÷ matters served',
    unit: 'share',
    formula: ratio(served("channel = 'robot'")(), served()()),
    better: 'more',
  },
  {
    id: 'terminal-time',
    name: '终端办理时长中位数 | Time at a terminal, median',
    definition: '智能终端业务的办理时长，最近秩法中位数 | Time a matter took at a terminal, median by nearest rank',
    unit: 's',
    formula: value(served("channel = 'terminal' AND isNotNull(duration_seconds)")(secondsOf('duration_seconds', 0.5))),
    better: 'less',
  },
  {
    id: 'robot-time',
    name: '机器人处理时长中位数 | Time with a robot, median',
    definition: '机器人业务的处理时长，最近秩法中位数 | Time a matter took with a robot, median by nearest rank',
    unit: 's',
    formula: value(served("channel = 'robot' AND isNotNull(duration_seconds)")(secondsOf('duration_seconds', 0.5))),
    better: 'less',
  },
  {
    id: 'machine-success',
    name: '机具办理成功率 | Done by machines',
    definition: '机具办理成功的业务 ÷ 机具办理的业务 | Matters terminals and robots finished ÷ matters they were given',
    unit: 'share',
    formula: ratio(served(`${machine} AND result = 'pass'`)(), served(machine)()),
    better: 'more',
  },
  {
    id: 'per-teller',
    name: '柜员日均业务量 | Matters a teller a day',
    definition: '柜面业务笔数 ÷ 有业务的柜员人日 | Matters served at the counter ÷ days of tellers who served any',
    unit: 'mean',
    formula: value(
      served("channel = 'counter' AND isNotNull(actor)")(
        perOne('countIf({rows})', `uniqExactIf((actor, toDate(time, '${bankZone}')), {rows})`),
      ),
    ),
    better: 'more',
  },
  {
    id: 'utilisation',
    name: '个人窗口利用率 | Personal counters in use',
    definition:
      '柜面办理个人业务的时长 ÷ 个人窗口开放时长 | Time personal customers took at counters ÷ time counters for them were open',
    unit: 'share',
    formula: utilisation('personal'),
    by: bySpan,
    better: 'more',
  },
])

const wasServed = 'served > 0'
const after = section({ group: 'appointments', section: 'after' }, byVisit, [
  {
    id: 'sold',
    name: '到店成交率 | Visits with a sale',
    definition: '有产品成交的到店 ÷ 办理了业务的到店 | Visits with a product sold ÷ visits served',
    unit: 'share',
    formula: ratio(visit(`${wasServed} AND sold`), visit(wasServed)),
    better: 'more',
    goals: true,
  },
  {
    id: 'sold-booked',
    name: '预约客户成交率 | Visits by appointment with a sale',
    definition:
      '有预约且成交的到店 ÷ 有预约且办理了业务的到店 | Of visits by appointment that were served, those with a sale',
    unit: 'share',
    formula: ratio(visit(`${wasServed} AND ${hasBooked} AND sold`), visit(`${wasServed} AND ${hasBooked}`)),
    better: 'more',
  },
  {
    id: 'sold-whitelisted',
    name: '白名单客户成交率 | Whitelisted visits with a sale',
    definition:
      '白名单客户成交的到店 ÷ 其办理了业务的到店 | Of whitelisted customers’ visits that were served, those with a sale',
    unit: 'share',
    formula: ratio(visit(`${wasServed} AND whitelisted AND sold`), visit(`${wasServed} AND whitelisted`)),
    better: 'more',
  },
  {
    id: 'wealth-share',
    name: '财富类成交占比 | Wealth products of all sold',
    definition: '成交的基金与保险 ÷ 全部成交产品 | Funds and insurance sold ÷ products sold',
    unit: 'share',
    formula: ratio(served(`${sold} IN ('fund', 'insurance')`)(), served(`${sold} != ''`)()),
    better: 'more',
  },
  {
    id: 'rated',
    name: '服务参评率 | Visits rated',
    definition: '客户作出评价的到店 ÷ 办理了业务的到店 | Visits the customer rated ÷ visits served',
    unit: 'share',
    formula: ratio(visit(`${wasServed} AND isNotNull(rating)`), visit(wasServed)),
    better: 'more',
  },
  {
    id: 'satisfied',
    name: '满意率 | Satisfied',
    definition: '评价为 4 或 5 分的到店 ÷ 有评价的到店 | Visits rated 4 or 5 ÷ visits rated',
    unit: 'share',
    formula: ratio(visit('rating >= 4'), visit('isNotNull(rating)')),
    better: 'more',
    goals: true,
  },
  {
    id: 'complaints',
    name: '服务投诉率 | Complaints about service',
    definition: '关于服务的投诉 ÷ 网点办理的个人业务 | Complaints about service ÷ matters of personal customers served',
    unit: 'share',
    formula: ratio(eventRows('complaint.filed', "JSONExtractString(data, 'topic') = 'service'")(), served()()),
    by: bySpan,
    better: 'less',
  },
])

/**
 * M22, appointment guidance: 37 indicators of personal customers before, during and after a visit. Published are their
 * number and the three moments; which they are is ours.
 */
export const appointments = [...before, ...during, ...after]
