import { nextWorkingMoment } from '@mingjing/rules/calendar/opening.ts'
import { contains, headOffice } from '@mingjing/rules/events/orgunit.ts'
import { granted } from '../access/permission.ts'
import { countedAs, countsAmong, identities, may, type Scope } from '../access/scope.ts'
import { bankDays } from '../bank-days/bank-days.ts'
import type { Db } from '../postgres/connect.ts'
import type { issues } from '../postgres/schema.ts'
import { differing } from './differing.ts'
import { hasNewerEpisode } from './episode.ts'
import { union } from './facts.ts'
import { actsFor, judge } from './judge.ts'
import { dueAt } from './limits.ts'
import { lockVisible } from './lock.ts'
import { tellMentioned, unmentionable } from './mention.ts'
import { type People, peopleOf } from './people.ts'
import { weigh } from './priority.ts'
import { type Changed, type Recorded, record } from './record.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Stale } from './stale.ts'
import { type Transition, transitions } from './transitions.ts'
import { tellWhoseTurn } from './whose-turn.ts'

export type Issue = typeof issues.$inferSelect

/** What a person asks for. Texts are kept as they are; the record holds them for good. */
export type IssueAction =
  /** To oneself when `to` is left out. */
  | { kind: 'assign'; to?: string }
  | { kind: 'confirm'; note?: string }
  | { kind: 'dismiss'; reason: string }
  | { kind: 'order'; text: string; answerer: string }
  | { kind: 'answer'; text: string; evidence?: string[] }
  | { kind: 'send-back'; reason: string }
  | { kind: 'verify'; note?: string }
  /** `recovered` in fen. */
  | { kind: 'close'; accountability: string; recovered: number }
  | { kind: 'reopen'; reason: string }
  /** Outside of working hours, until the next ones begin. The due clock goes on. */
  | { kind: 'snooze'; until: Date }
  | { kind: 'wake' }
  | { kind: 'escalate'; reason: string }
  /** `mentions` are staff ids; each has to be one who may see the issue. */
  | { kind: 'comment'; text: string; mentions?: string[] }

export interface Done extends Recorded {
  readonly kind: 'done'
}

export interface Occasion {
  readonly now: Date
  /** The version the person was looking at; when it is not the newest one, the action is refused as stale. */
  readonly version?: number
}

/**
 * Does an action on an issue in somebody's name: access, four eyes, transition, record in the audit chain and notice,
 * in one transaction. Answers with the issue as it is now, or why not. Who is concerned must have been named before (see
 * ./concerned.ts).
 */
export const act = async (
  db: Db,
  scope: Scope,
  id: string,
  action: IssueAction,
  { now, version }: Occasion,
): Promise<Outcome> => (await actOnEach(db, scope, [{ id, version }], action, now))[0]!

export type Outcome = Done | Refusal | Stale

/** An issue as somebody read it; without a version any will do. */
export interface Read {
  readonly id: string
  readonly version?: number | undefined
}

/**
 * The same as {@link act} on several issues in one transaction, each judged on its own: what one is refused does not stop
 * the others. Outcomes in the order asked.
 */
export const actOnEach = (
  db: Db,
  scope: Scope,
  asked: readonly Read[],
  action: IssueAction,
  now: Date,
): Promise<Outcome[]> =>
  db.transaction(async (tx) => {
    const seen = await lockVisible(tx, scope, asked)
    const people = peopleOf(tx, now)
    const decided: (Changed | Refusal | Stale)[] = []
    for (const { id, version } of asked) {
      const before = seen.get(id)
      const change =
        before === undefined ? refuse('not-found') : await decide(tx, scope, before, action, { now, version }, people)
      if (before === undefined || 'kind' in change) {
        decided.push(change as Refusal | Stale)
        continue
      }
      const after = settle(before, change, now)
      // Asked for twice, it is judged as it was left.
      seen.set(id, after)
      const stoodInFor = actsFor(scope, before, action.kind)
      const detail = {
        ...recorded(action),
        ...(stoodInFor === null ? {} : { standingInFor: stoodInFor }),
        before: differing(before, after),
      }
      decided.push({ before, after, kind: action.kind, detail })
    }
    const done = await record(
      tx,
      decided.filter((each) => 'after' in each),
      { personId: scope.personId, at: now },
    )
    await tellWhoseTurn(tx, scope, done, action, now)
    if (action.kind === 'comment')
      for (const { issue, seq } of done) await tellMentioned(tx, scope, issue, action.mentions ?? [], seq, now)
    const each = done.values()
    return decided.map((one) => ('after' in one ? { kind: 'done', ...each.next().value! } : one))
  })

type Change = Partial<Issue>

const decide = async (
  tx: Db,
  scope: Scope,
  issue: Issue,
  action: IssueAction,
  occasion: Occasion,
  people: People,
): Promise<Change | Refusal | Stale> => {
  const transition: Transition = transitions[action.kind]
  const refused = await judge(tx, scope, issue, transition, occasion)
  if (refused !== null) return refused
  const change = await requested(tx, scope, issue, action, occasion.now, people)
  if ('kind' in change) return change
  return transition.to === null ? change : { ...change, state: transition.to }
}

/** Who acts while one stands in for another counts as both afterwards, too. */
const alsoBy = (also: readonly string[], scope: Scope): string[] => union(also, countedAs(scope).slice(1))

const blank = (text: string) => text.trim() === ''

/** What an action changes besides the state, or what it lacks. */
const requested = async (
  tx: Db,
  scope: Scope,
  issue: Issue,
  action: IssueAction,
  now: Date,
  people: People,
): Promise<Change | Refusal> => {
  switch (action.kind) {
    case 'assign': {
      const to = action.to ?? scope.personId
      if (to !== scope.personId && !may(scope, 'issues:lead')) return refuse('not-permitted')
      return (await unfit(people, issue, to)) ?? { assignee: to, snoozedUntil: null }
    }
    case 'confirm':
      return {
        confirmedBy: scope.personId,
        alsoConfirmedBy: alsoBy(issue.alsoConfirmedBy, scope),
        assignee: issue.assignee ?? scope.personId,
        snoozedUntil: null,
      }
    case 'dismiss':
      return blank(action.reason)
        ? refuse('no-reason')
        : {
            dismissReason: action.reason,
            assignee: issue.assignee ?? scope.personId,
            closedAt: now,
            closedBy: scope.personId,
          }
    case 'order': {
      if (blank(action.text)) return refuse('no-text')
      const answerer = await people(action.answerer)
      const belongs = answerer !== undefined && contains(answerer.orgunit, issue.orgunit)
      // Somebody above the unit answers for it, or the very person concerned.
      if (answerer === undefined || !(belongs || issue.actors.includes(answerer.id))) return refuse('no-such-person')
      if (!granted[answerer.role].has('issues:answer') && !issue.actors.includes(answerer.id))
        return refuse('no-such-person')
      if (!mayKnow(issue, answerer)) return refuse('no-such-person')
      return { order: action.text, answerer: answerer.id, orderedBy: scope.personId }
    }
    case 'answer':
      if (!mayAnswer(scope, issue)) return refuse('not-answerer')
      // For another one does not answer what one asked oneself.
      if (issue.answerer !== scope.personId && countsAmong(scope, [issue.orderedBy])) return refuse('ordered-it')
      return blank(action.text)
        ? refuse('no-text')
        : {
            answer: action.text,
            answeredBy: scope.personId,
            answeredInTime: issue.dueAt === null || now <= issue.dueAt,
            alsoAnsweredBy: alsoBy(issue.alsoAnsweredBy, scope),
          }
    case 'send-back':
      return blank(action.reason) ? refuse('no-reason') : { answeredBy: null, verifiedBy: null }
    case 'verify':
      return { verifiedBy: scope.personId }
    case 'close':
      return blank(action.accountability)
        ? refuse('no-text')
        : {
            closedBy: scope.personId,
            closedAt: now,
            accountability: action.accountability,
            recovered: action.recovered,
          }
    case 'reopen': {
      if (blank(action.reason)) return refuse('no-reason')
      if (await hasNewerEpisode(tx, issue)) return refuse('newer-episode')
      return {
        assignee: issue.assignee ?? scope.personId,
        confirmedBy: null,
        orderedBy: null,
        answerer: null,
        answeredBy: null,
        verifiedBy: null,
        closedBy: null,
        closedAt: null,
        dismissReason: null,
      }
    }
    case 'snooze':
      return snoozed(action.until, now)
    case 'wake':
      return issue.snoozedUntil === null || issue.snoozedUntil <= now ? refuse('not-snoozed') : { snoozedUntil: null }
    case 'escalate':
      return blank(action.reason) ? refuse('no-reason') : { escalated: issue.escalated + 1 }
    case 'comment':
      if (blank(action.text)) return refuse('no-text')
      return (await unmentionable(tx, issue, action.mentions ?? [])) ?? {}
  }
}

/** Whether the order is the person's to answer, or of somebody they stand in for. */
export const mayAnswer = (scope: Scope, issue: Issue): boolean =>
  issue.answerer !== null && identities(scope).includes(issue.answerer)

/** How long an issue can be put off, ms: longer would be a way to forget it. */
export const longestSnoozeMs = 30 * 86_400_000

const snoozed = (until: Date, now: Date): Change | Refusal => {
  if (until <= now) return refuse('not-future')
  const moment = nextWorkingMoment(bankDays(), until.getTime())
  return moment === null || moment - now.getTime() > longestSnoozeMs
    ? refuse('too-far')
    : { snoozedUntil: new Date(moment) }
}

/** Money laundering never reaches a branch, not by an order either. */
const mayKnow = (issue: Issue, person: { orgunit: string }): boolean =>
  issue.class !== 'money-laundering' || person.orgunit === headOffice

/** Why a person cannot be given the issue, or null. */
export const unfit = async (people: People, issue: Issue, id: string): Promise<Refusal | null> => {
  const person = await people(id)
  if (person === undefined || !granted[person.role].has('issues:work') || !contains(person.orgunit, issue.orgunit))
    return refuse('no-such-person')
  if (!mayKnow(issue, person)) return refuse('no-such-person')
  return person.countsAs.some((each) => issue.actors.includes(each)) ? refuse('person-concerned') : null
}

/** The issue after a change: clocks of the new state, priority, version. */
export const settle = (issue: Issue, change: Change, now: Date): Issue => {
  const next = { ...issue, ...change, version: issue.version + 1 }
  if (next.state !== issue.state) {
    next.stateAt = now
    next.dueAt = dueAt(next.state, next.severity, now)
    // Who works on it has taken it up again.
    next.snoozedUntil = null
  }
  return { ...next, ...weigh(next, now) }
}

const recorded = ({ kind: _, ...rest }: IssueAction): Record<string, unknown> =>
  JSON.parse(JSON.stringify(rest)) as Record<string, unknown>
