import { indicator } from '../indicator.ts'

const by = ['day', 'week', 'month', 'unit', 'orgunit', 'product'] as const
const inFifteenDays = "rule_id = 'timeliness.complaint-fifteen-days'"

/** M18: overdue contracts and how they are collected; complaints. */
export const postLoan = [
  indicator({
    id: 'postloan.overdue-contracts',
    name: { zh: '新入逾期合同', en: 'Contracts that became overdue' },
    definition: {
      zh: '期间内进入逾期阶段（M1 及以上）的合同数，每份只计一次',
      en: 'Contracts that entered an overdue stage (M1 or later) in the period, each once',
    },
    unit: 'count',
    formula: {
      kind: 'value',
      of: { table: 'events', value: 'uniqExact(contract)', where: "type = 'collection.staged' AND stage != 'M0'" },
    },
    by,
    better: 'less',
    over: 'period',
    owner: 'post-loan',
  }),
  indicator({
    id: 'postloan.calls',
    name: { zh: '催收外呼量', en: 'Collection calls' },
    definition: { zh: '期间内的催收外呼次数', en: 'Collection calls in the period' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'eventSums', value: 'sum(events)', where: "type = 'collection.called'" } },
    by,
    better: 'neither',
    over: 'period',
    owner: 'post-loan',
  }),
  indicator({
    id: 'postloan.connect-rate',
    name: { zh: '催收接通率', en: 'Collection connect rate' },
    definition: { zh: '接通的催收外呼 ÷ 全部催收外呼', en: 'Collection calls that connected ÷ all collection calls' },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { table: 'events', value: 'count()', where: "type = 'collection.called' AND connected" },
      denominator: { table: 'events', value: 'count()', where: "type = 'collection.called'" },
    },
    by,
    better: 'more',
    over: 'period',
    owner: 'post-loan',
  }),
  indicator({
    id: 'complaints.filed',
    name: { zh: '投诉量', en: 'Complaints' },
    definition: { zh: '期间内受理的投诉数', en: 'Complaints filed in the period' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'eventSums', value: 'sum(events)', where: "type = 'complaint.filed'" } },
    by,
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'complaints.in-time',
    name: { zh: '投诉按时答复率', en: 'Complaints answered in time' },
    definition: {
      zh: '15 日内答复的投诉 ÷ 期间内已答复或已到期的投诉',
      en: 'Complaints answered within 15 days ÷ complaints answered or due in the period',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { table: 'deadlines', value: 'countIf(in_time)', where: inFifteenDays },
      denominator: { table: 'deadlines', value: 'count()', where: `state IN ('met', 'breached') AND ${inFifteenDays}` },
    },
    by: ['day', 'week', 'month', 'unit', 'orgunit'],
    better: 'more',
    over: 'period',
    owner: 'compliance',
  }),
]
