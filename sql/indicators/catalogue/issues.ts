import { indicator, type Part } from '../indicator.ts'

const by = ['unit', 'orgunit', 'product', 'channel', 'severity', 'stage', 'class', 'rule'] as const
const byTime = ['day', 'week', 'month', ...by] as const
const live = "state not in ('dismissed', 'closed', 'merged', 'exempted')"
/** What people opened by hand says nothing about rules. */
const ofRules = "origin = 'rule'"
const opened: Part = { table: 'issues', value: 'count(*)', at: 'opened_at' }

/** M2: what was found goes to people and is tracked to the end. */
export const issues = [
  indicator({
    id: 'issues.opened',
    name: { zh: '新增疑义问题', en: 'Issues opened' },
    definition: {
      zh: '期间内产生的疑义问题数，含人工登记的',
      en: 'Issues that opened in the period, by hits or by hand',
    },
    unit: 'count',
    formula: { kind: 'value', of: opened },
    by: [...byTime, 'state', 'origin'],
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.live',
    name: { zh: '在办问题', en: 'Issues in work' },
    definition: { zh: '当前未关闭、未排除的问题数', en: 'Issues not closed and not dismissed, now' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'issues', value: 'count(*)', where: live } },
    by: [...by, 'state'],
    better: 'less',
    over: 'now',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.by-state',
    name: { zh: '问题状态分布', en: 'Issues by state' },
    definition: { zh: '全部问题按当前状态计数', en: 'All issues by the state they are in now' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'issues', value: 'count(*)' } },
    by: [...by, 'state'],
    better: 'neither',
    over: 'now',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.overdue',
    name: { zh: '超时未办问题', en: 'Issues overdue' },
    definition: { zh: '已超过当前环节办理时限的在办问题数', en: 'Issues in work beyond the limit of their state, now' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'issues', value: 'count(*)', where: `${live} and due_at < {now}` } },
    by: [...by, 'state'],
    better: 'less',
    over: 'now',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.closed',
    name: { zh: '办结问题', en: 'Issues closed' },
    definition: { zh: '期间内整改核验后关闭的问题数', en: 'Issues closed after rectification in the period' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'issues', value: 'count(*)', where: "state = 'closed'", at: 'closed_at' } },
    by: byTime,
    better: 'more',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.amount',
    name: { zh: '问题涉及金额', en: 'Amount in issues' },
    definition: {
      zh: '期间内新增问题所涉金额之和，每个问题取最大一笔',
      en: 'Sum over issues opened in the period of the largest amount of each',
    },
    unit: 'fen',
    // What was merged into another counts there.
    formula: {
      kind: 'value',
      of: { table: 'issues', value: 'coalesce(sum(amount), 0)', where: "state <> 'merged'", at: 'opened_at' },
    },
    by: byTime,
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.precision',
    name: { zh: '查实率', en: 'Precision' },
    definition: {
      zh: '规则发现并经人工确认的问题 ÷（确认的 + 排除的），按产生时间计，不含人工登记的',
      en: 'Issues of rules people confirmed ÷ (confirmed + dismissed), by the time they opened; not those opened by hand',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { ...opened, where: `${ofRules} and confirmed_by is not null and state <> 'dismissed'` },
      denominator: { ...opened, where: `${ofRules} and (confirmed_by is not null or state = 'dismissed')` },
    },
    by: byTime,
    better: 'more',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.recovered',
    name: { zh: '挽回损失', en: 'Loss recovered' },
    definition: {
      zh: '期间内关闭的问题所登记的挽回损失之和',
      en: 'Loss recovered as stated when issues were closed in the period',
    },
    unit: 'fen',
    formula: {
      kind: 'value',
      of: { table: 'issues', value: 'coalesce(sum(recovered), 0)', where: "state = 'closed'", at: 'closed_at' },
    },
    by: byTime,
    better: 'more',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.by-hand',
    name: { zh: '人工登记问题', en: 'Issues opened by hand' },
    definition: {
      zh: '期间内由人员登记的问题数（检查、投诉及其他来源），不由规则命中产生',
      en: 'Issues people opened in the period, after inspections, complaints and otherwise; no rule found them',
    },
    unit: 'count',
    formula: { kind: 'value', of: { ...opened, where: "origin = 'person'" } },
    // They have no rules.
    by: byTime.filter((dimension) => dimension !== 'rule'),
    better: 'neither',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.rectification-rate',
    name: { zh: '整改率', en: 'Rectification rate' },
    definition: {
      zh: '期间内产生并已下达整改的问题中，整改已核验或已关闭的占比',
      en: 'Of issues opened in the period for which rectification was ordered, those verified or closed',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { ...opened, where: "order_text is not null and state in ('verified', 'closed')" },
      denominator: { ...opened, where: "order_text is not null and state <> 'merged'" },
    },
    by: byTime,
    better: 'more',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.answered-in-time',
    name: { zh: '整改及时率', en: 'Rectified in time' },
    definition: {
      zh: '期间内产生并已答复整改的问题中，最近一次答复在时限内的占比',
      en: 'Of issues opened in the period whose order was answered, those whose last answer came within its limit',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { ...opened, where: "answered_in_time and state <> 'merged'" },
      denominator: { ...opened, where: "answered_in_time is not null and state <> 'merged'" },
    },
    by: byTime,
    better: 'more',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'issues.repeat-rate',
    name: { zh: '屡查屡犯率', en: 'Repeat rate' },
    definition: {
      zh: '期间内由规则产生的问题中，同一客户、人员或合作机构 90 天内已有同类查实问题的占比',
      en: 'Of issues of rules opened in the period, those whose subject, person or partner had one of the same kind confirmed in the 90 days before',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { ...opened, where: `${ofRules} and repeat_of is not null` },
      denominator: { ...opened, where: ofRules },
    },
    by: byTime,
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
]
