import { soonHours } from '../../timeliness/soon.ts'
import { indicator, type Part } from '../indicator.ts'

const by = ['unit', 'orgunit', 'product', 'rule', 'actor'] as const
const byTime = ['day', 'week', 'month', ...by] as const

const threeDays = "rule_id = 'timeliness.decision-three-days'"
const settled: Part = { table: 'deadlines', value: 'count()', where: "state IN ('met', 'breached')" }

/** M3: approvals are urged before they are overdue. */
export const timeliness = [
  indicator({
    id: 'timeliness.three-day',
    name: { zh: '三日完成率', en: 'Three-day completion' },
    definition: {
      zh: '三个工作日内作出审批结论（或客户撤回）的申请 ÷ 期间内已有结果或已到期的申请，不含秒批；等待客户补件的时间不计，审批退回的重新起算',
      en: 'Applications decided (or withdrawn) within three working days ÷ applications settled or due in the period; instant decisions left out; waiting for the customer does not count, a case sent back begins anew',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { table: 'deadlines', value: 'countIf(in_time)', where: threeDays },
      denominator: { ...settled, where: `${settled.where} AND ${threeDays}` },
    },
    by: ['day', 'week', 'month', 'unit', 'orgunit', 'product'],
    better: 'more',
    over: 'period',
    owner: 'credit',
  }),
  indicator({
    id: 'timeliness.in-time',
    name: { zh: '按时完成率', en: 'Done in time' },
    definition: {
      zh: '各类时限中按时完成的 ÷ 期间内已有结果或已到期的',
      en: 'Time limits of all kinds that were met ÷ those settled or due in the period',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: { table: 'deadlines', value: 'countIf(in_time)' }, denominator: settled },
    by: byTime,
    better: 'more',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'timeliness.overdue',
    name: { zh: '当前超时', en: 'Overdue now' },
    definition: { zh: '已超过时限且仍未完成的任务数', en: 'Time limits that ran out and are still not met' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'deadlines', value: 'count()', where: "state = 'breached'" } },
    by,
    better: 'less',
    over: 'now',
    owner: 'compliance',
  }),
  indicator({
    id: 'timeliness.due-soon',
    name: { zh: '即将超时', en: 'About to be overdue' },
    definition: {
      zh: `${soonHours} 个工时内到期且尚未完成的任务数，按银行工作时间计，非工作时间不算`,
      en: `Time limits that run out within ${soonHours} working hours of the bank and are not met yet`,
    },
    unit: 'count',
    formula: {
      kind: 'value',
      of: {
        table: 'deadlines',
        value: 'count()',
        where: "state IN ('open', 'reminded') AND due_at >= {asOf} AND due_at <= {soon}",
      },
    },
    by,
    better: 'less',
    over: 'now',
    owner: 'compliance',
  }),
  indicator({
    id: 'timeliness.breached',
    name: { zh: '超时次数', en: 'Time limits exceeded' },
    definition: {
      zh: '期间内到期而未按时完成的任务数，含事后完成的',
      en: 'Time limits that ran out unmet in the period, also when met afterwards',
    },
    unit: 'count',
    formula: {
      kind: 'value',
      of: { table: 'deadlines', value: 'count()', where: "state IN ('met', 'breached') AND NOT in_time" },
    },
    by: byTime,
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'timeliness.reminders',
    name: { zh: '催办提醒', en: 'Reminders sent' },
    definition: { zh: '时限到期前发出的催办提醒次数', en: 'Reminders sent before a time limit ran out' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'hitSums', value: 'sum(reminders)' } },
    by: ['day', 'week', 'month', 'unit', 'orgunit', 'product', 'channel', 'rule'],
    better: 'neither',
    over: 'period',
    owner: 'compliance',
  }),
]
