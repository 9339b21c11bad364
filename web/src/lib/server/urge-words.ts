import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import type { DeadlineRow } from '@mingjing/sql/queries/running-deadlines.ts'
import { dayAndClock } from '#lib/format/moment.ts'

/** What somebody urged is told, in both languages: which limit, of what, until when. */
export const urgeWords = async (db: Db): Promise<(deadline: DeadlineRow) => { zh: string; en: string }> => {
  const titles = new Map((await currentBundle(db))?.rules.map((rule) => [rule.id, rule.title]))
  return ({ rule_id, subject, due_ms, state }) => {
    const title = titles.get(rule_id) ?? { zh: rule_id, en: rule_id }
    const over = state === 'breached'
    return {
      zh: `请尽快办理 ${subject}：${title.zh}，${dayAndClock(due_ms, 'zh-CN')} ${over ? '已到期' : '到期'}`,
      en: `Please see to ${subject}: ${title.en}, ${over ? 'was due' : 'due'} ${dayAndClock(due_ms, 'en')}`,
    }
  }
}
