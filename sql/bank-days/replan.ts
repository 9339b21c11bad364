import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import type { Calendar } from '@mingjing/rules/calendar/compile.ts'
import { defaultCalendar } from '@mingjing/rules/calendar/named.ts'
import { addWorking, workingMsBetween } from '@mingjing/rules/calendar/working.ts'
import { and, asc, eq, gt, isNotNull, sql } from 'drizzle-orm'
import { appendAction } from '../audit/chain.ts'
import { calendarsKey } from '../bundle/inputs.ts'
import { dueAt } from '../issues/limits.ts'
import { weigh } from '../issues/priority.ts'
import type { Db } from '../postgres/connect.ts'
import { updateRecords } from '../postgres/record-set.ts'
import { issues, settings } from '../postgres/schema.ts'
import { readSetting, writeSetting } from '../settings/settings.ts'
import { bankDays, bankDaysWith, type GivenYears, goBy } from './bank-days.ts'
import { givenYears, inStepWithin } from './take.ts'

/** By which years the clocks of live issues stand, and how far they are on the way to others. */
interface Clocks {
  readonly years: GivenYears
  readonly moving: {
    readonly to: GivenYears
    readonly after: string
    readonly issues: number
    readonly of: number
  } | null
}

const clocksKey = 'issue-clocks'
const replanLock = 7_204_431
/** Issues of one transaction. */
const atOnce = 500
/** Transactions of one run. */
const mostPieces = 20
/** A process that was not in step yet may plan by the days before for so long, ms. */
const settleMs = 3 * inStepWithin

type Issue = typeof issues.$inferSelect

/**
 * Plans the clocks of live issues anew, once, when the bank's calendar changed: each step has the working time it had,
 * counted from the moment it began by the new days. In pieces, each as a whole or not at all; what it came to is one
 * entry of the chain. Called again it changes nothing. @returns how many issues were moved by this run
 */
export const replanClocks = async (db: Db, now: Date): Promise<number> => {
  let moved = 0
  for (let pieces = 0; pieces < mostPieces; pieces++) {
    const piece = await replanPiece(db, now)
    if (piece === null) break
    moved += piece
  }
  return moved
}

const replanPiece = (db: Db, now: Date): Promise<number | null> =>
  db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${replanLock})`)
    const inForce = await givenYears(tx)
    const { years, moving: begun } = (await readSetting<Clocks>(tx, clocksKey)) ?? { years: {}, moving: null }
    if (begun === null && (canonicalJson(years) === canonicalJson(inForce) || !(await isSettled(tx, now)))) return null
    // Years that change again meanwhile have their own turn after this one.
    const moving = begun ?? { to: inForce, after: '', issues: 0, of: 0 }
    goBy(inForce)
    const rows = await tx
      .select()
      .from(issues)
      .where(and(isNotNull(issues.dueAt), gt(issues.id, moving.after)))
      .orderBy(asc(issues.id))
      .limit(atOnce)
      .for('update')
    const between = { from: bankDaysWith(years), to: bankDaysWith(moving.to) }
    const changed = rows.flatMap((issue) => {
      const due = replanned(issue, between)
      if (due === null || due.getTime() === issue.dueAt!.getTime()) return []
      return [{ id: issue.id, dueAt: due, ...weigh({ ...issue, dueAt: due }, now) }]
    })
    await updateRecords(tx, issues, changed, ['dueAt', 'priority', 'weighAt'])
    const sums = { issues: moving.issues + changed.length, of: moving.of + rows.length }
    if (rows.length === atOnce) {
      const next: Clocks = { years, moving: { ...moving, ...sums, after: rows.at(-1)!.id } }
      await writeSetting(tx, clocksKey, next)
      return changed.length
    }
    await writeSetting(tx, clocksKey, { years: moving.to, moving: null } satisfies Clocks)
    const record = { at: now, personId: 'system', issueId: null, fromState: null, toState: null }
    const differ = Object.keys({ ...years, ...moving.to }).filter(
      (year) => canonicalJson(years[Number(year)] ?? null) !== canonicalJson(moving.to[Number(year)] ?? null),
    )
    const detail = { calendar: defaultCalendar, years: differ, ...sums }
    await appendAction(tx, { ...record, kind: 'clocks-replanned', detail })
    return changed.length
  })

const isSettled = async (tx: Db, now: Date): Promise<boolean> => {
  const [row] = await tx.select({ at: settings.updatedAt }).from(settings).where(eq(settings.key, calendarsKey))
  return row === undefined || now.getTime() - row.at.getTime() >= settleMs
}

/** The end of an issue's step by other days; null where there is nothing to plan. */
export const replanned = (
  { state, severity, stateAt, dueAt: due }: Pick<Issue, 'state' | 'severity' | 'stateAt' | 'dueAt'>,
  { from, to }: { from: Calendar; to: Calendar },
): Date | null => {
  if (due === null) return null
  const by = (calendar: Calendar) => dueAt(state, severity, stateAt, calendar)?.getTime()
  // Planned since by the days in force, whichever those are.
  if (due.getTime() === by(to) || due.getTime() === by(bankDays())) return due
  if (due.getTime() === by(from)) return dueAt(state, severity, stateAt, to)
  // A limit that was kept from before, of a merged issue or one handed back: the working time it left.
  const workingMs = workingMsBetween(from, stateAt.getTime(), due.getTime())
  if (workingMs === null || workingMs <= 0) return due
  const end = addWorking(to, stateAt.getTime(), { workingMs })
  return end === null ? due : new Date(end)
}
