import { randomUUID } from 'node:crypto'
import { compareText } from '@mingjing/rules/hits/order.ts'
import { isStage } from '@mingjing/rules/language/stages.ts'
import { eq } from 'drizzle-orm'
import { inScope } from '../access/predicates.ts'
import { atHeadOffice, countedAs, may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import {
  type HandSource,
  handSources,
  type IssueClass,
  type IssueSeverity,
  issues,
  orgUnits,
} from '../postgres/schema.ts'
import type { Done, Issue } from './act.ts'
import { issueId } from './key.ts'
import { dueAt } from './limits.ts'
import { weigh } from './priority.ts'
import { type Refusal, refuse } from './refusal.ts'
import { untouched } from './untouched.ts'

/** The rule group of what no rule found. */
export const byHand = 'by-hand'

/** What a person writes down of something they learned of otherwise. `amount` in fen. */
export interface ByHand {
  title: string
  account: string
  source: HandSource
  stage: string
  class: IssueClass
  severity: IssueSeverity
  orgunit: string
  subject: string
  amount: number | null
  /** Staff ids of who is concerned; they need not be able to sign in. */
  actors: readonly string[]
}

/** Most people one such issue concerns, and longest title, account, and subject or id, characters. */
export const mostConcerned = 20
export const longestTitle = 120
export const longestAccount = 4000
export const longestName = 128

/**
 * Opens an issue no rule found, in somebody's name and within their units: with its record in the audit chain, the limit
 * of its state and the life cycle of any other. Who opened it may not close it. Later hits never join it by themselves.
 */
export const openByHand = async (db: Db, scope: Scope, given: ByHand, now: Date): Promise<Done | Refusal> => {
  if (!may(scope, 'issues:work')) return refuse('not-permitted')
  if (given.title.trim() === '' || given.account.trim() === '') return refuse('no-text')
  if (given.title.length > longestTitle) return refuse('title-too-long')
  if (given.account.length > longestAccount) return refuse('account-too-long')
  if (given.subject.trim() === '') return refuse('no-subject')
  if ([given.subject, ...given.actors].some((name) => name.length > longestName)) return refuse('name-too-long')
  if (!isStage(given.stage) || !handSources.includes(given.source)) return refuse('no-text')
  // What only the head office may know is not entered where it could not be seen again.
  if (given.class === 'money-laundering' && !atHeadOffice(scope)) return refuse('not-permitted')
  if (given.actors.includes(scope.personId)) return refuse('concerned')
  const actors = [...new Set(given.actors)].sort(compareText)
  if (actors.length > mostConcerned) return refuse('too-many-concerned')

  return db.transaction(async (tx) => {
    const [unit] = await tx.select().from(orgUnits).where(eq(orgUnits.id, given.orgunit))
    if (unit === undefined || !inScope(scope, given.orgunit)) return refuse('no-such-unit')
    // Its own key: hits of the subject that come later are another finding.
    const key = JSON.stringify([given.subject, byHand, randomUUID()])
    const due = dueAt('open', given.severity, now)
    const { title, account, source, stage, severity, orgunit, subject, amount } = given
    const issue: Issue = {
      id: issueId(key, 1),
      key,
      episode: 1,
      origin: 'person',
      source,
      account,
      subject,
      ruleGroup: byHand,
      stage,
      class: given.class,
      severity,
      state: 'open',
      orgunit,
      product: null,
      channel: null,
      actors,
      partners: [],
      ruleIds: [],
      titleZh: title,
      titleEn: title,
      amount,
      hits: 0,
      withdrawn: 0,
      firstHitAt: now,
      lastHitAt: now,
      openedAt: now,
      stateAt: now,
      dueAt: due,
      actorRisk: 0,
      ...weigh({ severity, amount, hits: 0, escalated: 0, dueAt: due, actorRisk: 0 }, now),
      weighAt: now,
      ...untouched,
      repeatOf: null,
      mergedInto: null,
      alsoConfirmedBy: [...countedAs(scope)],
      alsoAnsweredBy: [],
    }
    await tx.insert(issues).values(issue)
    const { seq } = await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: issue.id,
      kind: 'open-by-hand',
      fromState: null,
      toState: 'open',
      detail: { title, account, source, stage, class: issue.class, severity, orgunit, subject, amount, actors },
    })
    await notify(tx, { kind: 'issue', id: issue.id, version: 1, state: 'open' })
    return { kind: 'done', issue, seq }
  })
}
