import type { EventTypeName } from '@mingjing/rules/events/catalogue.ts'

interface Words {
  readonly zh: string
  readonly en: string
}

/** What a least period rests on. Facts of publication, no quotation; a bank's compliance department confirms them. */
export const bases = {
  /** Ten years from the end of the relationship or the transaction; longer while an investigation goes on. */
  'anti-money-laundering': {
    zh: '《反洗钱法》（2024）第三十四条；《金融机构客户尽职调查和客户身份资料及交易记录保存管理办法》（2025）',
    en: 'Anti-Money Laundering Law (2024 revision) art. 34; Measures for Customer Due Diligence and the Keeping of Customer Identity Data and Transaction Records (2025)',
  },
  /** Logs of networks and their safety: six months. */
  'network-logs': { zh: '《网络安全法》', en: 'Cybersecurity Law' },
  /** Rules look back 800 days at most and are held against SQL over what they read. */
  'rules-look-back': {
    zh: '本系统：规则最长回看 800 天，对账须能重算',
    en: 'This product: rules look back 800 days, and reconciliation counts them again',
  },
} as const satisfies Record<string, Words>
export type Basis = keyof typeof bases

/** From when a period runs. */
export type Since = 'event' | 'last-event-of-customer' | 'closed' | 'decided' | 'handled' | 'created' | 'expired'

export interface RecordKind extends Words {
  readonly id: string
  /** Months kept unless the bank says otherwise. */
  readonly usual: number
  /** Months it may not go below. */
  readonly least: number
  readonly basis: Basis | null
  readonly since: Since
}

/** What is deleted when its period is over, in the order in which it is: values after the events that name them. */
export const recordKinds = [
  {
    id: 'events.transactions',
    zh: '交易记录',
    en: 'Transactions',
    usual: 120,
    least: 120,
    basis: 'anti-money-laundering',
    since: 'event',
  },
  {
    id: 'events.identity',
    zh: '客户身份资料',
    en: 'Customer identification',
    usual: 120,
    least: 120,
    basis: 'anti-money-laundering',
    since: 'last-event-of-customer',
  },
  {
    id: 'events.credit',
    zh: '授信审批与催收记录',
    en: 'Credit decisions and collection',
    usual: 120,
    least: 120,
    basis: 'anti-money-laundering',
    since: 'event',
  },
  {
    id: 'events.service',
    zh: '营销、预约与网点服务记录',
    en: 'Marketing, appointments and service at outlets',
    usual: 60,
    least: 36,
    basis: 'rules-look-back',
    since: 'event',
  },
  {
    id: 'hits',
    zh: '规则命中',
    en: 'Hits of rules',
    usual: 120,
    least: 36,
    basis: 'rules-look-back',
    since: 'event',
  },
  {
    id: 'milestones',
    zh: '环节时长',
    en: 'Steps of cases and their durations',
    usual: 120,
    least: 36,
    basis: 'rules-look-back',
    since: 'event',
  },
  {
    id: 'attachments',
    zh: '已办结问题的附件',
    en: 'Files on issues that are over',
    usual: 120,
    least: 120,
    basis: 'anti-money-laundering',
    since: 'closed',
  },
  {
    id: 'suspicious-reports',
    zh: '可疑交易报告',
    en: 'Suspicious-transaction reports',
    usual: 120,
    least: 120,
    basis: 'anti-money-laundering',
    since: 'decided',
  },
  {
    id: 'dead-letters',
    zh: '已处理的无效事件',
    en: 'Dead letters that were handled',
    usual: 24,
    least: 6,
    basis: 'network-logs',
    since: 'handled',
  },
  {
    id: 'gaps',
    zh: '已补判的迟到记录',
    en: 'Late events that were judged again',
    usual: 60,
    least: 36,
    basis: 'rules-look-back',
    since: 'handled',
  },
  {
    id: 'notifications',
    zh: '站内消息',
    en: 'Messages in the inbox',
    usual: 24,
    least: 6,
    basis: 'network-logs',
    since: 'created',
  },
  {
    id: 'sessions',
    zh: '已失效的登录会话',
    en: 'Sessions that have expired',
    usual: 6,
    least: 6,
    basis: 'network-logs',
    since: 'expired',
  },
  {
    id: 'vault',
    zh: '个人信息原值（加密）',
    en: 'Personal values, sealed',
    usual: 120,
    least: 120,
    basis: 'anti-money-laundering',
    since: 'created',
  },
] as const satisfies readonly RecordKind[]
export type RecordKindId = (typeof recordKinds)[number]['id']

/** Longest period that may be set, months: what is to stay longer is a hold's to say. */
export const longestPeriod = 600

/** What no period is set for, and why: `chain` cannot lose a link, `numbers` rest on it, `case` is the issue itself, `own` has its end already. */
export const lastingKinds = [
  { id: 'audit', zh: '审计链', en: 'Audit chain', why: 'chain' },
  { id: 'consents', zh: '授权存证链', en: 'Chain of consents', why: 'chain' },
  {
    id: 'issues',
    zh: '问题及其证据副本',
    en: 'Issues, with the copies of their evidence',
    why: 'case',
  },
  { id: 'rollups', zh: '汇总指标', en: 'Sums behind the indicators', why: 'numbers' },
  { id: 'deadlines', zh: '时限记录', en: 'Deadlines and what became of them', why: 'numbers' },
  { id: 'plans', zh: '处理台账', en: 'Ledger of blocks', why: 'numbers' },
  { id: 'outbox', zh: '外发消息', en: 'Messages sent out', why: 'own' },
] as const satisfies readonly (Words & { id: string; why: 'chain' | 'numbers' | 'case' | 'own' })[]

export const recordKindNamed = (id: string): (RecordKind & { readonly id: RecordKindId }) | null =>
  recordKinds.find((kind) => kind.id === id) ?? null

type Family<T> = T extends `${infer F}.${string}` ? F : never
/** Of events, by the first part of their type: a family that is not here does not compile. */
export const familyKinds = {
  transaction: 'events.transactions',
  transfer: 'events.transactions',
  fx: 'events.transactions',
  repayment: 'events.transactions',
  disbursement: 'events.transactions',
  settlement: 'events.transactions',
  payroll: 'events.transactions',
  card: 'events.transactions',
  application: 'events.identity',
  consent: 'events.identity',
  identity: 'events.identity',
  investigation: 'events.identity',
  customer: 'events.identity',
  account: 'events.identity',
  estimate: 'events.credit',
  review: 'events.credit',
  approval: 'events.credit',
  offer: 'events.credit',
  limit: 'events.credit',
  score: 'events.credit',
  collateral: 'events.credit',
  collection: 'events.credit',
  outcome: 'events.credit',
  facility: 'events.credit',
  product: 'events.credit',
  complaint: 'events.service',
  campaign: 'events.service',
  appointment: 'events.service',
  counter: 'events.service',
  queue: 'events.service',
  visit: 'events.service',
  client: 'events.service',
} as const satisfies Record<Family<EventTypeName>, RecordKindId>
