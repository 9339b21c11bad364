import { indicator, type Part } from '../indicator.ts'

const byEvent = ['day', 'week', 'month', 'unit', 'orgunit', 'product', 'channel'] as const
const byHit = [...byEvent, 'severity', 'stage', 'rule', 'class'] as const
const events: Part = { table: 'eventSums', value: 'sum(events)' }
// A reminder is sent before anything went wrong; it is no finding.
const findings: Part = { table: 'hitSums', value: 'sum(hits) - sum(reminders)' }

/** M1: every decision and behaviour is checked, none is skipped. */
export const supervision = [
  indicator({
    id: 'supervision.events',
    name: { zh: '事件量', en: 'Events' },
    definition: {
      zh: '按事件时间计的已受理事件数，含迟到事件',
      en: 'Accepted events by event time, late ones included',
    },
    unit: 'count',
    formula: { kind: 'value', of: events },
    by: ['minute', ...byEvent, 'type'],
    better: 'neither',
    over: 'period',
    owner: 'technology',
  }),
  indicator({
    id: 'supervision.coverage',
    name: { zh: '监督率', en: 'Supervision coverage' },
    definition: {
      zh: '已按规则检查的事件 ÷ 收到的事件（重复上报不计，死信计为未检查）',
      en: 'Events checked by the rules ÷ events received (repeats left out, dead letters count as not checked)',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { table: 'blocks', value: 'sum(ok) + sum(late)' },
      denominator: { table: 'blocks', value: 'sum(events) - sum(duplicates)' },
    },
    by: ['day', 'week', 'month'],
    better: 'more',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'supervision.hits',
    name: { zh: '规则命中数', en: 'Hits' },
    definition: {
      zh: '规则命中次数，撤销的命中扣除，催办提醒不计',
      en: 'Hits of rules, withdrawn ones taken out, reminders left out',
    },
    unit: 'count',
    formula: { kind: 'value', of: findings },
    by: byHit,
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'supervision.hits-live',
    name: { zh: '每分钟命中', en: 'Hits per minute' },
    definition: { zh: '按分钟计的规则命中与提醒次数', en: 'Hits and reminders by the minute' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'hitSums', value: 'sum(hits)' } },
    by: ['minute', 'unit', 'product', 'channel', 'severity', 'stage', 'rule'],
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'supervision.grave-hits',
    name: { zh: '高风险命中数', en: 'Grave hits' },
    definition: { zh: '严重程度为高或严重的规则命中次数', en: 'Hits of severity high or critical' },
    unit: 'count',
    formula: { kind: 'value', of: { ...findings, where: "severity IN ('high', 'critical')" } },
    by: byHit,
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'supervision.hit-rate',
    name: { zh: '命中率', en: 'Hit rate' },
    definition: { zh: '规则命中数 ÷ 事件量', en: 'Hits ÷ events' },
    unit: 'share',
    formula: { kind: 'ratio', numerator: findings, denominator: events },
    by: byEvent,
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
  indicator({
    id: 'supervision.amount',
    name: { zh: '命中涉及金额', en: 'Amount in hits' },
    definition: {
      zh: '命中所涉金额之和；同一笔业务命中多条规则时逐条计入',
      en: 'Sum of the amounts of hits; a case hit by several rules counts for each',
    },
    unit: 'fen',
    formula: { kind: 'value', of: { table: 'hitSums', value: 'sum(amount)' } },
    by: byHit,
    better: 'less',
    over: 'period',
    owner: 'compliance',
  }),
]
