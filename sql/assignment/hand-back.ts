import { and, eq, gt, sql } from 'drizzle-orm'
import { running, standingIn } from '../absences/standing-in.ts'
import { appendAction } from '../audit/chain.ts'
import { settle } from '../issues/act.ts'
import { differing } from '../issues/differing.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { absences, issueActions, issues, people } from '../postgres/schema.ts'
import { inAutomaticUnit } from './waiting.ts'

const atOnce = 200

/** The person did nothing on it since it was given to them. */
const notBegun = sql`not exists (
  select 1 from ${issueActions} where ${issueActions.issueId} = ${issues.id} and ${issueActions.personId} = ${issues.assignee}
    and ${issueActions.at} >= ${issues.stateAt} and ${issueActions.kind} not in ('assign', 'undo'))`

/**
 * Given to them before the absence was known or had begun, or by itself at that very moment: what a lead gives somebody who
 * is away stays with them.
 */
const givenBefore = sql`(${issues.stateAt} < greatest(${absences.startsAt}, ${absences.enteredAt}) or exists (
  select 1 from ${issueActions} where ${issueActions.issueId} = ${issues.id} and ${issueActions.personId} = 'system'
    and ${issueActions.kind} = 'assign' and ${issueActions.at} >= ${issues.stateAt}))`

/** Opens an issue again without anybody, with its record; the earlier limit holds. */
const takeBack = async (tx: Db, issue: typeof issues.$inferSelect, why: Record<string, unknown>, now: Date) => {
  const opened = settle(issue, { assignee: null, state: 'open' }, now)
  const dueAt = issue.dueAt !== null && opened.dueAt !== null && issue.dueAt < opened.dueAt ? issue.dueAt : opened.dueAt
  const next = settle({ ...opened, version: issue.version }, { dueAt }, now)
  await tx.update(issues).set(next).where(eq(issues.id, issue.id))
  await appendAction(tx, {
    at: now,
    personId: 'system',
    issueId: issue.id,
    kind: 'hand-back',
    fromState: issue.state,
    toState: next.state,
    detail: { ...why, before: differing(issue, next) },
  })
  await notify(tx, { kind: 'issue', id: issue.id, version: next.version, state: next.state })
}

/**
 * Takes back what a closed account was assigned, begun or not and in every unit: nobody comes back to it. `of` for one
 * account in the transaction that closes it, else for all that are closed. What somebody works on at this moment is left
 * to the next run: waiting for it while accounts are locked could be waiting for oneself.
 * @returns how many were taken back
 */
export const handOnFromClosed = (db: Db, now: Date, of?: string): Promise<number> =>
  db.transaction(async (tx) => {
    const rows = await tx
      .select({ issue: issues })
      .from(issues)
      .innerJoin(people, eq(people.id, issues.assignee))
      .where(
        and(eq(issues.state, 'assigned'), eq(people.active, false), of === undefined ? undefined : eq(people.id, of)),
      )
      .orderBy(issues.id)
      .limit(of === undefined ? atOnce : 10_000)
      .for('update', { of: issues, skipLocked: true })
    for (const { issue } of rows) await takeBack(tx, issue, { from: issue.assignee, closed: true }, now)
    return rows.length
  })

/**
 * Takes back what people who are away have not begun, in units where it is then assigned anew, each in one transaction
 * with its record. Where somebody stands in for them it stays. Nobody gains time by it: the earlier limit holds.
 * @returns how many were taken back
 */
export const handBack = async (db: Db, now: Date): Promise<number> => {
  const due = and(eq(issues.state, 'assigned'), running(now), givenBefore, notBegun, inAutomaticUnit)
  const rows = await db
    .selectDistinct({ id: issues.id, assignee: issues.assignee })
    .from(issues)
    .innerJoin(absences, eq(absences.personId, issues.assignee))
    .where(due)
    .limit(atOnce)
  const attended = new Set((await standingIn(db, now)).map(({ absent }) => absent))
  let taken = 0
  for (const { id, assignee } of rows) {
    if (assignee === null || attended.has(assignee)) continue
    const done = await db.transaction(async (tx) => {
      const [row] = await tx
        .select({ issue: issues, until: absences.endsAt })
        .from(issues)
        .innerJoin(absences, eq(absences.personId, issues.assignee))
        .where(and(eq(issues.id, id), eq(issues.assignee, assignee), due, gt(absences.endsAt, now)))
        .limit(1)
        .for('update', { of: issues, skipLocked: true })
      if (row === undefined) return false
      await takeBack(tx, row.issue, { from: assignee, until: row.until.toISOString() }, now)
      return true
    })
    if (done) taken += 1
  }
  return taken
}
