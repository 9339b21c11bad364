import { indicator, type Part } from '../indicator.ts'

const by = ['day', 'week', 'month', 'unit', 'orgunit', 'channel', 'campaign', 'segment'] as const
const contacts = (value: string, more = ''): Part => ({
  table: 'events',
  value,
  where: `type = 'campaign.contacted'${more}`,
})

/** M20: find, reach, watch the effect. */
export const marketing = [
  indicator({
    id: 'marketing.reach',
    name: { zh: '触达客户数', en: 'Customers reached' },
    definition: {
      zh: '期间内被营销联系过的客户数，每位只计一次',
      en: 'Customers contacted by campaigns in the period, each once',
    },
    unit: 'count',
    formula: { kind: 'value', of: contacts('uniqExact(customer)') },
    by,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.connect-rate',
    name: { zh: '接通率', en: 'Connect rate' },
    definition: { zh: '接通的联系 ÷ 全部联系', en: 'Contacts that connected ÷ all contacts' },
    unit: 'share',
    formula: { kind: 'ratio', numerator: contacts('count()', ' AND connected'), denominator: contacts('count()') },
    by,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.response-rate',
    name: { zh: '响应率', en: 'Response rate' },
    definition: { zh: '购买客户 ÷ 接通的联系，均取期间内', en: 'Buyers ÷ connected contacts, both within the period' },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: {
        table: 'events',
        value: 'uniqExact(customer, campaign)',
        where: "type = 'campaign.responded' AND response = 'bought'",
      },
      denominator: contacts('count()', ' AND connected'),
    },
    by,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
]
