import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import type { DeadlineRow } from '@mingjing/sql/queries/running-deadlines.ts'
import type { Urging } from '@mingjing/sql/timeliness/urge.ts'
import { dayAndClock } from '#lib/format/moment.ts'

/** What somebody urged is told, in both languages: which limit, of what, until when. */
export const urgeWords = async (db: Db): Promise<(deadline: DeadlineRow) => Urging> => {
  const rules = new Map((await currentBundle(db))?.rules.map((rule) => [rule.id, rule]))
  return ({ rule_id, subject, due_ms, state }) => {
    const rule = rules.get(rule_id)
    const title = rule?.title ?? { zh: rule_id, en: rule_id }
    const over = state === 'breached'
    return {
      zh: `请尽快办理 ${subject}：${title.zh}，${dayAndClock(due_ms, 'zh-CN')} ${over ? '已到期' : '到期'}`,
      en: `Please see to ${subject}: ${title.en}, ${over ? 'was due' : 'due'} ${dayAndClock(due_ms, 'en')}`,
      severity: rule?.severity ?? 'medium',
      class: rule?.class ?? 'operational',
    }
  }
}
