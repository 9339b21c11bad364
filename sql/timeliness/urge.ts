import { inScope } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import type { IssueClass, IssueSeverity } from '../postgres/schema.ts'
import type { DeadlineRow } from '../queries/running-deadlines.ts'
import { staffNames } from '../queries/staff.ts'

/** Most reminders sent by one click; the screen states it before. */
export const mostUrged = 500

/** What somebody urged is told, and how severe the rule of the limit is. */
export interface Urging {
  readonly zh: string
  readonly en: string
  readonly severity: IssueSeverity
  readonly class: IssueClass
}

/** Whether somebody may urge others at all. */
export const mayUrge = (scope: Scope): boolean => may(scope, 'issues:work') || may(scope, 'issues:answer')

/**
 * Urges those who have to meet time limits, now: the person acting where they can sign in, else their unit. Goes on
 * record once for all. One reminder a limit and minute, however often it is clicked.
 * @returns how many were sent; null without the permission to urge.
 */
export const urge = async (
  db: Db,
  scope: Scope,
  deadlines: readonly DeadlineRow[],
  words: (deadline: DeadlineRow) => Urging,
  now: Date,
): Promise<number | null> => {
  if (!mayUrge(scope)) return null
  const mine = deadlines.filter((deadline) => inScope(scope, deadline.orgunit)).slice(0, mostUrged)
  if (mine.length === 0) return 0
  const known = new Set(
    (
      await staffNames(
        db,
        mine.flatMap(({ actor }) => actor ?? []),
      )
    ).map(({ id }) => id),
  )
  const minute = Math.floor(now.getTime() / 60_000)
  return db.transaction(async (tx) => {
    const sent = await tell(
      tx,
      mine.map((deadline) => {
        const { zh, en, severity, class: of } = words(deadline)
        return {
          id: `urge:${deadline.rule_id}:${deadline.subject}:${deadline.due_ms}:${minute}`,
          personId: deadline.actor !== null && known.has(deadline.actor) ? deadline.actor : null,
          orgunit: deadline.orgunit,
          kind: 'urge' as const,
          severity,
          class: of,
          ruleId: deadline.rule_id,
          subject: deadline.subject,
          titleZh: zh,
          titleEn: en,
          createdAt: now,
        }
      }),
    )
    if (sent.length === 0) return 0
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'urge',
      fromState: null,
      toState: null,
      detail: { sent: sent.length, subjects: mine.slice(0, 20).map(({ subject }) => subject) },
    })
    return sent.length
  })
}
