import { type ListOf, listConditions } from '../campaign-customers.ts'
import { indicator, type Part } from '../indicator.ts'

const by = ['day', 'week', 'month', 'unit', 'orgunit', 'channel', 'campaign', 'segment'] as const
const contacts = (value: string, more = ''): Part => ({
  table: 'events',
  value,
  where: `type = 'campaign.contacted'${more}`,
})

const bought = "type = 'campaign.responded' AND response = 'bought'"

/** Of those on the lists of the period, as `campaignCustomers` tells them. */
const rows = (where: string): Part => ({ table: 'campaignCustomers', value: 'count()', where })
const listed = (who: ListOf): Part => rows(listConditions[who])
const listBy = [
  'day',
  'week',
  'month',
  'unit',
  'orgunit',
  'product',
  'channel',
  'campaign',
  'segment',
  'actor',
] as const

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
        where: bought,
      },
      denominator: contacts('count()', ' AND connected'),
    },
    by,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.clients',
    name: { zh: '名单客户数', en: 'Customers on lists' },
    definition: {
      zh: '期间内进入营销名单（含对照组）的客户数，每位只计一次',
      en: 'Customers put on campaign lists in the period, control groups included, each once',
    },
    unit: 'count',
    formula: {
      kind: 'value',
      of: { table: 'events', value: 'uniqExact(customer)', where: "type = 'campaign.targeted'" },
    },
    by,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.contacts',
    name: { zh: '联系次数', en: 'Contacts' },
    definition: {
      zh: '期间内的营销联系次数',
      en: 'Contacts made by campaigns in the period',
    },
    unit: 'count',
    formula: { kind: 'value', of: contacts('count()') },
    by,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.buyers',
    name: { zh: '购买客户数', en: 'Buyers' },
    definition: {
      zh: '期间内响应为购买的客户数，每位只计一次',
      en: 'Customers who answered a campaign by buying in the period, each once',
    },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'events', value: 'uniqExact(customer)', where: bought } },
    by,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.purchases',
    name: { zh: '购买金额', en: 'Amount bought' },
    definition: {
      zh: '期间内营销购买的金额之和',
      en: 'Amount of what was bought from campaigns in the period',
    },
    unit: 'fen',
    formula: { kind: 'value', of: { table: 'events', value: 'sum(ifNull(amount, 0))', where: bought } },
    by,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.targeted',
    name: { zh: '目标人数', en: 'Targets' },
    definition: {
      zh: '期间内首次进入活动名单且不属对照组的人次：一位客户在一个活动中计一次',
      en: 'Customers first put on a campaign’s list in the period and not held back as control: a customer counts once in each campaign',
    },
    unit: 'count',
    formula: { kind: 'value', of: listed('targeted') },
    by: listBy,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.step-reached',
    name: { zh: '触达率', en: 'Reached' },
    definition: {
      zh: '窗口内至少联系过一次的目标 ÷ 目标',
      en: 'Targets contacted at least once within the window ÷ targets',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: listed('reached'), denominator: listed('targeted') },
    by: listBy,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.step-connected',
    name: { zh: '客户接通率', en: 'Connected' },
    definition: {
      zh: '窗口内至少接通一次的目标 ÷ 触达的目标',
      en: 'Targets with a contact that connected ÷ targets reached',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: listed('connected'), denominator: listed('reached') },
    by: listBy,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.step-interested',
    name: { zh: '意向率', en: 'Interested' },
    definition: {
      zh: '接通后在窗口内表示有意向或购买的目标 ÷ 接通的目标',
      en: 'Targets who after connecting showed interest or bought within the window ÷ targets connected',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: listed('interested'), denominator: listed('connected') },
    by: listBy,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.step-bought',
    name: { zh: '意向成交率', en: 'Bought' },
    definition: {
      zh: '接通后在窗口内购买的目标 ÷ 有意向的目标',
      en: 'Targets who after connecting bought within the window ÷ targets interested',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: listed('bought'), denominator: listed('interested') },
    by: listBy,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.conversion',
    name: { zh: '总转化率', en: 'Overall conversion' },
    definition: {
      zh: '接通后在窗口内购买的目标 ÷ 目标',
      en: 'Targets who after connecting bought within the window ÷ targets',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: listed('bought'), denominator: listed('targeted') },
    by: listBy,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.client-response',
    name: { zh: '客户响应率', en: 'Response rate of customers' },
    definition: {
      zh: '接通后在窗口内购买的目标 ÷ 接通的目标（按人，不按次）',
      en: 'Targets who after connecting bought within the window ÷ targets connected: of people, not of calls',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: listed('bought'), denominator: listed('connected') },
    by: listBy,
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.maturing',
    name: { zh: '观察期未满占比', en: 'Still within the window' },
    definition: {
      zh: '转化窗口尚未结束的目标 ÷ 目标；其转化仍可能增加',
      en: 'Targets whose conversion window has not ended ÷ targets; their conversion may still rise',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: rows('NOT control AND until > {asOf}'), denominator: listed('targeted') },
    by: listBy,
    better: 'neither',
    over: 'period',
    owner: 'marketing',
  }),
  indicator({
    id: 'marketing.lift',
    name: { zh: '净提升', en: 'Lift' },
    definition: {
      zh: '目标组窗口内购买占比 − 对照组窗口内购买占比，无论是否接通；95% 置信区间按 Newcombe（1998）方法 10，由 Wilson 区间合成',
      en: 'Share of targets who bought within the window less that of the control group, connected or not; 95 % interval by method 10 of Newcombe (1998), from Wilson intervals',
    },
    unit: 'share',
    formula: {
      kind: 'difference',
      of: { numerator: listed('purchased'), denominator: listed('targeted') },
      less: { numerator: listed('control-purchased'), denominator: listed('control') },
    },
    by: ['day', 'week', 'month', 'unit', 'orgunit', 'product', 'campaign', 'segment'],
    better: 'more',
    over: 'period',
    owner: 'marketing',
  }),
]
