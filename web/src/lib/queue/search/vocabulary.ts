import { classes } from '@mingjing/rules/language/classes.ts'
import { severities } from '@mingjing/rules/language/severities.ts'
import { stages } from '@mingjing/rules/language/stages.ts'
import { dueGroups } from '@mingjing/sql/issues/dimensions.ts'
import { issueStates } from '@mingjing/sql/issues/transitions.ts'
import { m } from '#lib/paraglide/messages.js'
import { channels, products } from './codes.ts'
import type { Choice, Vocabulary } from './field.ts'

type Say = (inputs: Record<string, never>, options: { locale: 'zh-CN' | 'en' }) => string

const said = (code: string, say: Say): Choice => ({
  code,
  zh: say({}, { locale: 'zh-CN' }),
  en: say({}, { locale: 'en' }),
})

const family = (prefix: string, codes: readonly string[]): Choice[] =>
  codes.map((code) => said(code, m[`${prefix}_${code.replaceAll('-', '_')}` as keyof typeof m] as unknown as Say))

const due: Record<(typeof dueGroups)[number], Say> = {
  overdue: m.queue_overdue,
  today: m.group_due_today,
  next: m.group_due_next,
  later: m.group_due_later,
}

/** The values that fields of a search can have, with their names on screen in both languages. */
export const vocabulary: Vocabulary = {
  state: family('state', issueStates),
  severity: family('severity', severities),
  class: family('class', classes),
  stage: family('stage', stages),
  product: family('product', products),
  channel: family('channel', channels),
  due: dueGroups.map((code) => said(code, due[code])),
}
