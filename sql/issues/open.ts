import { compareText } from '@mingjing/rules/hits/order.ts'
import { desc, eq, inArray } from 'drizzle-orm'
import { type Action, appendActions } from '../audit/chain.ts'
import { takenUpAgain } from '../exemptions/exempt-issue.ts'
import { keepExempt } from '../exemptions/keep-exempt.ts'
import type { Db } from '../postgres/connect.ts'
import { insertRecords } from '../postgres/record-set.ts'
import { issueHits, issues } from '../postgres/schema.ts'
import { actorsOf, largest, partnersOf, strictest, union, worst } from './facts.ts'
import { type IssueHit, leadsTo } from './hit.ts'
import { issueId, issueKey } from './key.ts'
import { dueAt } from './limits.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { weigh } from './priority.ts'
import { asRepeats } from './repeat.ts'
import { isLive } from './transitions.ts'
import { untouched } from './untouched.ts'

type Issue = typeof issues.$inferSelect

export interface Opened {
  /** Ids of new issues. */
  opened: string[]
  /** Ids of issues that were there and got another hit. */
  joined: string[]
}

const piece = 1000

/**
 * Opens issues for hits, or joins them to the ones that stand: one issue for a subject and rule group, a new episode
 * when the earlier one is over. Only hits that lead to an issue count (see {@link leadsTo}); the others are passed by.
 * A hit that is already in an issue is passed by too, so calling it again changes nothing. One that an exemption covers
 * is kept with it and opens nothing; an exempted issue that another hit joins is to be worked again.
 *
 * @param tx the transaction that also marks the plan done.
 * @param clock the plan's clock: the moment at which the issues open.
 * @param released the hits were exempt and are no more: no exemption is asked again.
 */
export const openIssuesFromHits = async (
  tx: Db,
  hits: readonly IssueHit[],
  clock: Date,
  { released }: { released: boolean } = { released: false },
): Promise<Opened> => {
  const asking = hits.filter((hit) => leadsTo(hit) === 'issue')
  if (asking.length === 0) return { opened: [], joined: [] }
  await oneAtATime(tx)

  const unknown = await withoutKnown(tx, asking)
  const fresh = released ? unknown : await keepExempt(tx, unknown, clock)
  const groups = Map.groupBy(fresh, (hit) => issueKey(hit.subject, hit.ruleGroup))
  const keys = [...groups.keys()].sort(compareText)
  const latest = await latestEpisodes(tx, keys)

  const made: Issue[] = []
  // An issue can be joined by several keys: its own, and those of issues merged into it.
  const changed = new Map<string, Issue>()
  const rows: (typeof issueHits.$inferInsert)[] = []
  const actions: Action[] = []
  for (const key of keys) {
    const group = groups.get(key)!.toSorted((a, b) => compareText(a.at, b.at) || compareText(a.hitId, b.hitId))
    const last = latest.get(key)
    const standing = last && (changed.get(last.leading.id) ?? last.leading)
    const stands = standing !== undefined && (isLive(standing.state) || standing.state === 'exempted')
    const before = stands && standing.state === 'exempted' ? takenUpAgain(standing, clock) : standing
    const issue = stands ? join(before!, group, clock) : open(key, (last?.episode ?? 0) + 1, group, clock)
    if (stands) changed.set(issue.id, issue)
    else made.push(issue)
    const cameFrom = stands && last!.id !== issue.id ? last!.id : null
    for (const hit of group) rows.push({ ...hitRow(hit, issue.id, clock), cameFrom })
    actions.push({
      at: clock,
      personId: 'system',
      issueId: issue.id,
      kind: stands ? 'join' : 'open',
      fromState: stands ? standing.state : null,
      toState: issue.state,
      detail: { hits: group.map((hit) => hit.hitId), rules: [...new Set(group.map((hit) => hit.ruleId))] },
    })
  }

  const opening = await asRepeats(tx, made, clock)
  await insertRecords(tx, issues, opening)
  for (const issue of changed.values()) await tx.update(issues).set(issue).where(eq(issues.id, issue.id))
  await insertRecords(tx, issueHits, rows)
  await appendActions(tx, actions.map(saying(opening)))
  return { opened: made.map((issue) => issue.id), joined: [...changed.keys()] }
}

/** The record of an opening says what it repeats. */
const saying = (opening: readonly Issue[]) => {
  const byId = new Map(opening.map((issue) => [issue.id, issue]))
  return (action: Action): Action => {
    const issue = action.kind === 'open' ? byId.get(action.issueId!) : undefined
    return issue?.repeatOf ? { ...action, detail: { ...action.detail, repeatOf: issue.repeatOf } } : action
  }
}

const pieces = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / piece) }, (_, i) => all.slice(i * piece, (i + 1) * piece))

const withoutKnown = async (tx: Db, hits: readonly IssueHit[]): Promise<IssueHit[]> => {
  const byId = new Map(hits.map((hit) => [hit.hitId, hit]))
  for (const ids of pieces([...byId.keys()])) {
    const known = await tx.select({ hitId: issueHits.hitId }).from(issueHits).where(inArray(issueHits.hitId, ids))
    for (const { hitId } of known) byId.delete(hitId)
  }
  return [...byId.values()]
}

interface Latest {
  readonly id: string
  readonly episode: number
  /** The episode itself, or the issue it was merged into. */
  readonly leading: Issue
}

/** The newest episode of each key, locked with what leads it: people may be acting on them at this moment. */
const latestEpisodes = async (tx: Db, keys: readonly string[]): Promise<Map<string, Latest>> => {
  const latest = new Map<string, Latest>()
  for (const part of pieces(keys)) {
    const newest = await tx
      .selectDistinctOn([issues.key], {
        key: issues.key,
        id: issues.id,
        episode: issues.episode,
        mergedInto: issues.mergedInto,
      })
      .from(issues)
      .where(inArray(issues.key, part))
      .orderBy(issues.key, desc(issues.episode))
    if (newest.length === 0) continue
    const ids = newest.map((row) => row.mergedInto ?? row.id)
    const found = await tx.select().from(issues).where(inArray(issues.id, ids)).orderBy(issues.id).for('update')
    const byId = new Map(found.map((issue) => [issue.id, issue]))
    for (const { key, id, episode, mergedInto } of newest)
      latest.set(key, { id, episode, leading: byId.get(mergedInto ?? id)! })
  }
  return latest
}

const open = (key: string, episode: number, group: readonly IssueHit[], clock: Date): Issue => {
  const severity = worst(group.map((hit) => hit.severity))
  const lead = group.find((hit) => hit.severity === severity)!
  const amount = largest(group.map((hit) => hit.amount))
  const due = dueAt('open', severity, clock)
  return {
    id: issueId(key, episode),
    key,
    episode,
    origin: 'rule',
    subject: lead.subject,
    ruleGroup: lead.ruleGroup,
    stage: lead.stage,
    class: strictest(group.map((hit) => hit.class)),
    severity,
    state: 'open',
    orgunit: lead.orgunit,
    product: lead.product,
    channel: lead.channel,
    actors: union([], actorsOf(group)),
    partners: union([], partnersOf(group)),
    ruleIds: union(
      [],
      group.map((hit) => hit.ruleId),
    ),
    titleZh: lead.titleZh,
    titleEn: lead.titleEn,
    amount,
    hits: group.length,
    withdrawn: 0,
    firstHitAt: new Date(group[0]!.at),
    lastHitAt: new Date(group.at(-1)!.at),
    openedAt: clock,
    stateAt: clock,
    dueAt: due,
    actorRisk: 0,
    ...weigh({ severity, amount, hits: group.length, escalated: 0, dueAt: due, actorRisk: 0 }, clock),
    // The record of who is concerned is looked up outside of the worker's transaction, by the next job.
    weighAt: clock,
    ...untouched,
    source: null,
    account: null,
    repeatOf: null,
    mergedInto: null,
    alsoConfirmedBy: [],
    alsoAnsweredBy: [],
  }
}

/** The clock of the state is left as it is, unless the issue became graver: then the shorter limit holds from its start. */
const join = (issue: Issue, group: readonly IssueHit[], clock: Date): Issue => {
  const severity = worst([issue.severity, ...group.map((hit) => hit.severity)])
  const amount = largest([issue.amount, ...group.map((hit) => hit.amount)])
  const hits = issue.hits + group.length
  const graver = severity !== issue.severity
  const lead = group.find((hit) => hit.severity === severity)
  const next = {
    ...issue,
    severity,
    class: strictest([issue.class, ...group.map((hit) => hit.class)]),
    ...(graver && lead !== undefined ? { titleZh: lead.titleZh, titleEn: lead.titleEn } : {}),
    actors: union(issue.actors, actorsOf(group)),
    partners: union(issue.partners, partnersOf(group)),
    ruleIds: union(
      issue.ruleIds,
      group.map((hit) => hit.ruleId),
    ),
    amount,
    hits,
    firstHitAt: new Date(Math.min(issue.firstHitAt.getTime(), Date.parse(group[0]!.at))),
    lastHitAt: new Date(Math.max(issue.lastHitAt.getTime(), Date.parse(group.at(-1)!.at))),
    // What became graver is no longer what somebody put off.
    snoozedUntil: graver ? null : issue.snoozedUntil,
    dueAt: graver ? dueAt(issue.state, severity, issue.stateAt) : issue.dueAt,
    version: issue.version + 1,
  }
  return { ...next, ...weigh(next, clock) }
}

const hitRow = (hit: IssueHit, issue: string, clock: Date): typeof issueHits.$inferInsert => ({
  hitId: hit.hitId,
  issueId: issue,
  ruleId: hit.ruleId,
  ruleVersion: hit.ruleVersion,
  ruleSet: hit.ruleSet,
  key: hit.key,
  step: hit.step,
  severity: hit.severity,
  at: new Date(hit.at),
  triggerId: hit.triggerId,
  evidence: [...hit.evidence],
  copies: [...hit.copies],
  amount: hit.amount,
  values: { ...hit.values },
  actor: hit.actor,
  class: hit.class,
  seenAt: clock,
})
