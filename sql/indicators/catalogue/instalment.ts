import { indicator, type Part } from '../indicator.ts'

const by = ['day', 'week', 'month', 'unit', 'orgunit', 'product', 'channel'] as const
const volume: Part = {
  table: 'milestoneSums',
  value: 'sum(amount)',
  where: "step = 'disbursed' AND product IN ('car', 'home', 'consumption')",
}

/** M12, M13: instalment business against its goals. */
export const instalment = [
  indicator({
    id: 'instalment.volume',
    name: { zh: '分期放款额', en: 'Instalment volume' },
    definition: {
      zh: '汽车、家装、消费分期放款金额之和',
      en: 'Amount disbursed for car, home-decoration and consumption instalments',
    },
    unit: 'fen',
    formula: { kind: 'value', of: volume },
    by,
    better: 'more',
    over: 'period',
    goals: true,
    owner: 'credit',
  }),
  indicator({
    id: 'instalment.attainment',
    name: { zh: '目标达成率', en: 'Goal attainment' },
    definition: {
      zh: '分期放款额 ÷ 所涉各月的整月目标',
      en: 'Instalment volume ÷ the whole goals of the months touched',
    },
    unit: 'share',
    formula: { kind: 'attainment', actual: volume, goalOf: 'instalment.volume' },
    by: ['month', 'unit', 'product'],
    better: 'more',
    over: 'period',
    owner: 'credit',
  }),
  indicator({
    id: 'instalment.estimates',
    name: { zh: '额度测算量', en: 'Credit estimates' },
    definition: { zh: '期间内完成的额度测算次数', en: 'Credit estimates made in the period' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'eventSums', value: 'sum(events)', where: "type = 'estimate.made'" } },
    by,
    better: 'more',
    over: 'period',
    owner: 'credit',
  }),
  indicator({
    id: 'disbursement.amount',
    name: { zh: '放款额', en: 'Disbursed amount' },
    definition: { zh: '全部产品放款金额之和', en: 'Amount disbursed, all products' },
    unit: 'fen',
    formula: { kind: 'value', of: { table: 'eventSums', value: 'sum(amount)', where: "type = 'disbursement.made'" } },
    by,
    better: 'more',
    over: 'period',
    goals: true,
    owner: 'credit',
  }),
]
