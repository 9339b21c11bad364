import { eventTypeNamed } from '@mingjing/rules/events/catalogue.ts'
import type { EvidenceEvent, IssueSeverity } from '../postgres/schema.ts'
import { yuanOf } from './money.ts'
import { type Element, writeXml } from './xml.ts'

/** Somebody of the bank, as the file names them. */
export interface Named {
  readonly id: string
  readonly name: string
}

/** All that a file says, with personal values already revealed. Moments are Dates, money is whole fen. */
export interface ReportParts {
  readonly number: string
  readonly urgency: 'ordinary' | 'urgent'
  readonly institution: string
  /** The unit where it happened. */
  readonly unit: string
  readonly issue: {
    readonly id: string
    readonly subject: string
    readonly severity: IssueSeverity
    readonly title: string
  }
  /** Personal values of the subject by field, each once. */
  readonly personal: readonly { readonly field: string; readonly label: string; readonly value: string }[]
  readonly events: readonly EvidenceEvent[]
  readonly rules: readonly { readonly id: string; readonly title: string; readonly clauses: readonly string[] }[]
  readonly suspicion: string
  readonly grounds: string
  readonly measures: string
  readonly conclusion: string
  readonly compiled: { readonly by: Named; readonly at: Date }
  readonly reviewed: { readonly by: Named; readonly at: Date; readonly note: string }
}

/** Named in the file, so that nobody takes it for something it is not. */
export const format = 'mingjing-str/1'
const formatNote =
  '本文件为明镜系统自有格式，要素参照《金融机构大额交易和可疑交易报告管理办法》（中国人民银行令〔2016〕第3号）整理，并非监管报送接口规定的报文格式；报送前须由反洗钱岗位按监管要求转换。'

/**
 * The file as XML. Its own format, with the elements of a suspicious-transaction report as PBoC order [2016] No. 3 asks
 * for them; not the schema of any regulator's interface. Equal parts give equal bytes.
 */
export const reportXml = (parts: ReportParts): string => {
  const payments = parts.events.filter(isPayment)
  const totals = Map.groupBy(payments, currencyOf)
  return writeXml({
    name: 'suspiciousTransactionReport',
    attributes: { format, label: '可疑交易报告', number: parts.number },
    content: [
      element('formatNote', '格式说明', formatNote),
      element('urgency', '报告紧急程度', parts.urgency === 'urgent' ? '特别紧急' : '一般'),
      group('reportingInstitution', '报告机构', [
        element('name', '机构名称', parts.institution),
        element('unit', '业务发生机构', parts.unit),
      ]),
      group('subject', '可疑主体', [
        element('reference', '业务标的', parts.issue.subject),
        ...distinct(parts.events, 'customer').map((value) => element('customer', '客户号', value)),
        ...parts.personal.map(({ field, label, value }) => element(field, label, value)),
      ]),
      group('accounts', '涉及账户', [
        ...distinct(parts.events, 'account').map((value) => element('account', '账户', value)),
        ...distinct(parts.events, 'card').map((value) => element('card', '卡片', value)),
        ...distinct(parts.events, 'contract').map((value) => element('contract', '合同', value)),
      ]),
      {
        name: 'transactions',
        attributes: { label: '可疑交易', count: String(payments.length) },
        content: [
          ...payments.map(transaction),
          ...[...totals].map(([currency, all]) => {
            const fen = all.reduce((sum, event) => sum + amountOf(event), 0)
            return amount('total', '合计金额', currency, fen)
          }),
        ],
      },
      group('reasonsForSuspicion', '可疑特征', [
        element('suspectedCrime', '疑似涉罪类型', parts.suspicion),
        element('analysis', '疑点分析', parts.grounds),
        ...parts.rules.map(({ id, title, clauses }) => ({
          name: 'rule',
          attributes: { label: '命中规则', id, basis: clauses.join('；') },
          content: title,
        })),
      ]),
      element('measuresTaken', '已采取的措施', parts.measures),
      element('conclusion', '结论', parts.conclusion),
      by('compiled', '填报人', parts.compiled),
      {
        ...by('reviewed', '审核人', parts.reviewed),
        content: [...signed(parts.reviewed), element('opinion', '审核意见', parts.reviewed.note)],
      },
      {
        name: 'issue',
        attributes: { label: '明镜问题编号', severity: parts.issue.severity },
        content: `${parts.issue.id} ${parts.issue.title}`,
      },
    ],
  })
}

const element = (name: string, label: string, content: string): Element => ({ name, attributes: { label }, content })
const group = (name: string, label: string, content: readonly Element[]): Element => ({
  name,
  attributes: { label },
  content,
})
const signed = ({ by: { id, name }, at }: { by: Named; at: Date }): Element[] => [
  element('name', '姓名', name),
  element('staffId', '工号', id),
  element('at', '时间', bankTime(at.getTime())),
]
const by = (name: string, label: string, who: { by: Named; at: Date }): Element => group(name, label, signed(who))

const amount = (name: string, label: string, currency: string, fen: number): Element => ({
  name,
  attributes: { label, currency, fen: String(fen) },
  content: yuanOf(fen),
})

const text = ({ data }: EvidenceEvent, field: string): string | null =>
  typeof data[field] === 'string' ? (data[field] as string) : null
const amountOf = ({ data }: EvidenceEvent): number => data.amount as number
/** What names no currency is in yuan, as the events' dictionary has it. */
const currencyOf = (event: EvidenceEvent): string => text(event, 'currency') ?? 'CNY'
/** An event that moves money: it has an amount and an account, a card or a contract it moved on. */
const isPayment = (event: EvidenceEvent): boolean =>
  Number.isSafeInteger(event.data.amount) &&
  ['account', 'card', 'contract'].some((field) => text(event, field) !== null)

const distinct = (events: readonly EvidenceEvent[], field: string): string[] =>
  [...new Set(events.flatMap((event) => text(event, field) ?? []))].sort()

const shown: readonly [field: string, name: string, label: string][] = [
  ['account', 'account', '账户'],
  ['card', 'card', '卡片'],
  ['contract', 'contract', '合同'],
  ['direction', 'direction', '资金方向'],
  ['counterAccount', 'counterpartyAccount', '对手账户'],
  ['counterBank', 'counterpartyBank', '对手行'],
  ['payee', 'counterparty', '收款人'],
  ['merchant', 'counterparty', '商户'],
  ['merchantCategory', 'merchantCategory', '商户类别'],
  ['channel', 'channel', '渠道'],
  ['country', 'country', '国家地区'],
  ['purpose', 'purpose', '用途'],
]

const transaction = (event: EvidenceEvent): Element => ({
  name: 'transaction',
  attributes: { label: '交易', reference: `${event.source}#${event.id}` },
  content: [
    element('time', '交易时间', bankTime(event.time)),
    element('type', '交易类型', eventTypeNamed(event.type)?.zh ?? event.type),
    amount('amount', '金额（元）', currencyOf(event), amountOf(event)),
    ...shown.flatMap(([field, name, label]) => {
      const value = text(event, field)
      return value === null ? [] : [element(name, label, value)]
    }),
    element('unit', '发生机构', event.orgunit),
  ],
})

/** `2026-03-02T10:00:00.000+08:00`: the bank's own time. */
const bankTime = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`
