import { indicator, type Part } from '../indicator.ts'
import { quantileOfMap } from '../quantile.ts'

const by = ['day', 'week', 'month', 'unit', 'orgunit', 'product', 'channel'] as const
const cases = (where: string): Part => ({ table: 'milestoneSums', value: 'sum(cases)', where })
const decided = cases("step = 'decided'")
const sinceSubmitted = (level: number): Part => ({
  table: 'milestoneSums',
  value: quantileOfMap('sumMap(since_start)', level),
  where: "step = 'decided'",
})

/** M10, M12: how much is decided, how fast, and by whom. */
export const approval = [
  indicator({
    id: 'approval.applications',
    name: { zh: '申请量', en: 'Applications' },
    definition: { zh: '期间内提交的申请数', en: 'Applications submitted in the period' },
    unit: 'count',
    formula: { kind: 'value', of: cases("step = 'submitted'") },
    by,
    better: 'more',
    over: 'period',
    goals: true,
    owner: 'credit',
  }),
  indicator({
    id: 'approval.decided',
    name: { zh: '审批量', en: 'Decisions' },
    definition: {
      zh: '期间内作出审批结论的申请数，退回补件不计',
      en: 'Applications decided in the period; sending back is no decision',
    },
    unit: 'count',
    formula: { kind: 'value', of: decided },
    by: [...by, 'decision', 'mode'],
    better: 'neither',
    over: 'period',
    owner: 'credit',
  }),
  indicator({
    id: 'approval.rate',
    name: { zh: '通过率', en: 'Approve rate' },
    definition: { zh: '审批通过 ÷ 审批量', en: 'Approved ÷ decided' },
    unit: 'share',
    formula: { kind: 'ratio', numerator: cases("step = 'decided' AND decision = 'approved'"), denominator: decided },
    by: [...by, 'mode'],
    better: 'neither',
    over: 'period',
    owner: 'credit',
  }),
  indicator({
    id: 'approval.instant-share',
    name: { zh: '秒批占比', en: 'Instant decisions' },
    definition: { zh: '自动秒批的结论 ÷ 审批量', en: 'Decisions made instantly ÷ all decisions' },
    unit: 'share',
    formula: { kind: 'ratio', numerator: cases("step = 'decided' AND mode = 'instant'"), denominator: decided },
    by,
    better: 'more',
    over: 'period',
    owner: 'credit',
  }),
  indicator({
    id: 'approval.agreement',
    name: { zh: '预测与终审一致率', en: 'Predicted equals final' },
    definition: {
      zh: '终审结论与模型建议相同 ÷ 模型给出通过或拒绝建议的审批',
      en: 'Final decision equals the model’s suggestion ÷ decisions for which the model suggested approval or decline',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: cases("step = 'decided' AND suggestion IN ('approved', 'declined') AND suggestion = decision"),
      denominator: cases("step = 'decided' AND suggestion IN ('approved', 'declined')"),
    },
    by: [...by, 'mode'],
    better: 'more',
    over: 'period',
    owner: 'credit',
  }),
  indicator({
    id: 'approval.time-median',
    name: { zh: '审批时长中位数', en: 'Approval time, median' },
    definition: {
      zh: '从提交到审批结论的自然时间，最近秩法中位数',
      en: 'Wall time from submission to decision, median by nearest rank',
    },
    unit: 's',
    formula: { kind: 'value', of: sinceSubmitted(0.5) },
    by: [...by, 'mode'],
    better: 'less',
    over: 'period',
    owner: 'credit',
  }),
  indicator({
    id: 'approval.time-p90',
    name: { zh: '审批时长 P90', en: 'Approval time, p90' },
    definition: {
      zh: '从提交到审批结论的自然时间，最近秩法 90 分位',
      en: 'Wall time from submission to decision, 90th percentile by nearest rank',
    },
    unit: 's',
    formula: { kind: 'value', of: sinceSubmitted(0.9) },
    by: [...by, 'mode'],
    better: 'less',
    over: 'period',
    owner: 'credit',
  }),
]
