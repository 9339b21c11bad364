import type { Message } from '@mingjing/sql/deliveries/outbox.ts'
import { leadsTo } from '@mingjing/sql/notifications/leads-to.ts'
import type { Notification } from '@mingjing/sql/notifications/tell.ts'

/** What a message says outside of the site: title, case and unit, never more; the rest is behind the sign-in. */

type Words = Record<string, string>
const words: Record<
  Message['locale'],
  { kinds: Words; severities: Words; colon: string; many: (n: number) => string; foot: string }
> = {
  'zh-CN': {
    kinds: {
      order: '整改通知',
      'send-back': '退回重办',
      assigned: '交办核查',
      escalated: '问题升级',
      urge: '催办',
      remind: '时限提醒',
      mention: '提到您',
      delegation: '代理',
      differs: '对账不一致',
      exemption: '豁免',
      quality: '质量复核',
      alert: '指标预警',
    },
    severities: { critical: '重大', high: '较高', medium: '中等', low: '较低' },
    colon: '：',
    many: (n) => `明镜：${n} 条消息`,
    foot: '此邮件由明镜自动发送，请勿回复。接收方式可在“消息”页面的“接收设置”中调整。',
  },
  en: {
    kinds: {
      order: 'Rectification order',
      'send-back': 'Sent back',
      assigned: 'Assigned to you',
      escalated: 'Escalated',
      urge: 'Urged',
      remind: 'Reminder',
      mention: 'Mentions you',
      delegation: 'Standing in',
      differs: 'Reconciliation',
      exemption: 'Exemption',
      quality: 'Quality control',
      alert: 'Indicator alert',
    },
    severities: { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' },
    colon: ': ',
    many: (n) => `Mingjing: ${n} messages`,
    foot: 'Sent by Mingjing; please do not reply. Change how you are told on the Inbox page, under Delivery settings.',
  },
}

/** Where it is read, the inbox if nowhere else; without the site's address the path alone. */
const link = (site: string | null, told: Notification): string => (site ?? '') + (leadsTo(told) ?? '/inbox')

/** Subject and text of an e-mail in the person's language. */
export const mailOf = ({ told, locale }: Pick<Message, 'told' | 'locale'>, site: string | null) => {
  const { kinds, severities, colon, many, foot } = words[locale]
  const title = (each: Notification) => (locale === 'en' ? each.titleEn : each.titleZh)
  const line = (each: Notification) => `[${severities[each.severity]}] ${kinds[each.kind]}${colon}${title(each)}`
  const [only] = told
  const parts = told.map((each) =>
    [line(each), [each.subject, each.orgunit].filter((part) => part !== null).join(', '), link(site, each)].join('\n'),
  )
  return {
    subject: (told.length === 1 && only ? line(only) : many(told.length)).replace(/[\r\n]+/g, ' '),
    text: [...parts, `--\n${foot}`].join('\n\n'),
  }
}

/** Body of a webhook, JSON. */
export const bodyOf = ({ key, told }: Pick<Message, 'key' | 'told'>, site: string | null): string =>
  JSON.stringify({
    id: key,
    notifications: told.map((each) => ({
      id: each.id,
      kind: each.kind,
      severity: each.severity,
      title: { zh: each.titleZh, en: each.titleEn },
      subject: each.subject,
      orgunit: each.orgunit,
      at: each.createdAt.toISOString(),
      link: link(site, each),
    })),
  })
