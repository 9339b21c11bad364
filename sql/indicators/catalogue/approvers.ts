import { indicator, type Part } from '../indicator.ts'
import { bankZone } from '../period.ts'

const by = ['day', 'week', 'month', 'unit', 'orgunit', 'product', 'channel', 'actor'] as const
const manual = "type = 'approval.decided' AND mode = 'manual' AND ifNull(actor, '') != ''"
const decided = (where = '1', value = 'count()'): Part => ({ table: 'events', value, where: `${manual} AND ${where}` })
const suggested = "suggestion IN ('approved', 'declined')"
const localHour = `toHour(toTimeZone(time, '${bankZone}'))`

/** How approvers decide, each against their peers: what a person decided, never what the machine did. */
export const approvers = [
  indicator({
    id: 'approver.decisions',
    name: { zh: '人工审批量', en: 'Manual decisions' },
    definition: { zh: '期间内由人作出的审批结论数', en: 'Decisions taken by a person in the period' },
    unit: 'count',
    formula: { kind: 'value', of: decided() },
    by,
    better: 'neither',
    over: 'period',
    owner: 'credit',
    needs: 'approvers:read',
  }),
  indicator({
    id: 'approver.per-day',
    name: { zh: '日均审批量', en: 'Decisions a day' },
    definition: {
      zh: '人工审批量 ÷ 有审批的人日数（一人一天计一人日）',
      en: 'Manual decisions ÷ days on which a person decided anything, each person’s days counted',
    },
    unit: 'mean',
    formula: {
      kind: 'ratio',
      numerator: decided(),
      denominator: decided('1', `uniqExact(actor, toDate(time, '${bankZone}'))`),
    },
    by,
    better: 'neither',
    over: 'period',
    owner: 'credit',
    needs: 'approvers:read',
  }),
  indicator({
    id: 'approver.read-median',
    name: { zh: '阅件时长中位数', en: 'Reading time, median' },
    definition: {
      zh: '人工审批阅读材料的时长，最近秩法中位数；未记录时长的不计',
      en: 'Time spent reading before a manual decision, median by nearest rank; decisions without it are left out',
    },
    unit: 's',
    formula: { kind: 'value', of: decided('read_seconds IS NOT NULL', 'quantileExactLow(0.5)(read_seconds)') },
    by,
    better: 'neither',
    over: 'period',
    owner: 'credit',
    needs: 'approvers:read',
  }),
  indicator({
    id: 'approver.approve-rate',
    name: { zh: '人工通过率', en: 'Approve rate, manual' },
    definition: { zh: '人工审批通过 ÷ 人工审批量', en: 'Approved ÷ manual decisions' },
    unit: 'share',
    formula: { kind: 'ratio', numerator: decided("decision = 'approved'"), denominator: decided() },
    by,
    better: 'neither',
    over: 'period',
    owner: 'credit',
    needs: 'approvers:read',
  }),
  indicator({
    id: 'approver.override-rate',
    name: { zh: '推翻模型率', en: 'Override rate' },
    definition: {
      zh: '结论与模型建议相反 ÷ 模型给出通过或拒绝建议的人工审批',
      en: 'Decisions against the model’s suggestion ÷ manual decisions for which it suggested approval or decline',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: decided(`${suggested} AND suggestion != decision`),
      denominator: decided(suggested),
    },
    by,
    better: 'neither',
    over: 'period',
    owner: 'credit',
    needs: 'approvers:read',
  }),
  indicator({
    id: 'approver.night-share',
    name: { zh: '夜间审批占比', en: 'Decided at night' },
    definition: { zh: '22 点至次日 6 点作出的人工审批 ÷ 人工审批量', en: 'Manual decisions from 22:00 to 6:00 ÷ all' },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: decided(`(${localHour} >= 22 OR ${localHour} < 6)`),
      denominator: decided(),
    },
    by,
    better: 'less',
    over: 'period',
    owner: 'credit',
    needs: 'approvers:read',
  }),
  indicator({
    id: 'approver.hits-per-thousand',
    name: { zh: '每千件命中', en: 'Hits per 1,000 decisions' },
    definition: {
      zh: '本人行为触发的规则命中次数 × 1000 ÷ 人工审批量；撤销的命中扣除，催办提醒不计，查看者本人的不计',
      en: 'Hits triggered by what the person did × 1,000 ÷ manual decisions; withdrawn ones taken out, reminders and those about the reader left out',
    },
    unit: 'mean',
    formula: {
      kind: 'ratio',
      numerator: { table: 'actorHits', value: 'sum(sign) * 1000' },
      denominator: decided(),
    },
    by,
    better: 'less',
    over: 'period',
    owner: 'compliance',
    needs: 'approvers:read',
  }),
]
