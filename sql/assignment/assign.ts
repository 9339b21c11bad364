import { and, eq, inArray, isNull } from 'drizzle-orm'
import { absentAt } from '../absences/standing-in.ts'
import { appendAction } from '../audit/chain.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { settle } from '../issues/act.ts'
import { nameConcerned } from '../issues/concerned.ts'
import { notify } from '../live/notices.ts'
import { tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import { issues, people } from '../postgres/schema.ts'
import { type Decision, decide, type Officer, reasonAgainst } from './decide.ts'
import { officersAt } from './officers.ts'
import { points } from './points.ts'
import { isAutomatic, switches } from './switch.ts'
import { waitingFor, waitingOf } from './waiting.ts'

/** Issues of one run. */
const atOnce = 200
/** Who else could have had it, as far as the record names them. */
const mostNamed = 10

/**
 * Assigns waiting issues of automatic units to who may and can take them, each in a transaction of its own with its record
 * and what the person is told. Doing it twice, or in two processes, gives no issue twice: who comes second finds it taken.
 * @returns how many were assigned
 */
export const assignWaiting = async (db: Db, clickhouse: ClickHouseReader, now: Date): Promise<number> => {
  if (!(await switches(db)).some(({ automatic }) => automatic)) return 0
  const officers = await officersAt(db, now)
  const free = officers.filter(({ absent, load, capacity }) => !absent && load < capacity)
  const found = (await waitingFor(db, free, { now, limit: atOnce })).map(({ id }) => id)
  if (found.length === 0) return 0
  // Before anything is decided: somebody may turn out to be concerned.
  await nameConcerned(db, clickhouse, found)
  const rows = await db.select().from(issues).where(inArray(issues.id, found))
  const versions = new Map(rows.map(({ id, version }) => [id, version]))
  let assigned = 0
  for (const decision of decide(rows.map(waitingOf), officers)) {
    const { issue, to } = decision
    if (to !== null && (await give(db, decision, to, { version: versions.get(issue.id)!, now }))) assigned += 1
  }
  return assigned
}

/** False when the issue, the person or the switch is no longer as it was when this was decided; the next run sees. */
const give = (
  db: Db,
  decision: Decision,
  to: Officer,
  { version, now }: { version: number; now: Date },
): Promise<boolean> =>
  db.transaction(async (tx) => {
    const [issue] = await tx
      .select()
      .from(issues)
      .where(
        and(
          eq(issues.id, decision.issue.id),
          eq(issues.version, version),
          eq(issues.state, 'open'),
          isNull(issues.assignee),
        ),
      )
      .for('update', { skipLocked: true })
    if (issue === undefined) return false
    // Who enters an absence holds the same lock: either it is seen here, or it comes after and takes the issue back. It is
    // the weaker one, since others who tell the person something refer to the row while they hold the audit chain.
    const [person] = await tx
      .select({ active: people.active })
      .from(people)
      .where(eq(people.id, to.id))
      .for('no key update')
    const away = await absentAt(tx, now, [to.id])
    const fits = person?.active === true && !away.has(to.id) && reasonAgainst(waitingOf(issue), to) === null
    if (!fits || !isAutomatic(await switches(tx), issue.orgunit)) return false

    const next = settle(issue, { assignee: to.id, state: 'assigned', snoozedUntil: null }, now)
    await tx.update(issues).set(next).where(eq(issues.id, issue.id))
    const { seq } = await appendAction(tx, {
      at: now,
      personId: 'system',
      issueId: issue.id,
      kind: 'assign',
      fromState: issue.state,
      toState: next.state,
      detail: { to: to.id, automatic: whyOf(decision) },
    })
    await tell(tx, [
      {
        id: `action:${seq}`,
        kind: 'assigned',
        personId: to.id,
        orgunit: issue.orgunit,
        severity: issue.severity,
        class: issue.class,
        issueId: issue.id,
        subject: issue.subject,
        titleZh: issue.titleZh,
        titleEn: issue.titleEn,
        createdAt: now,
      },
    ])
    await notify(tx, { kind: 'issue', id: issue.id, version: next.version, state: next.state })
    return true
  })

/** What the record holds of a decision: loads and capacities in points as they were then, the chosen one first. */
export interface AutomaticReason {
  priority: number
  points: number
  able: { id: string; load: number; capacity: number }[]
  against: Decision['against']
}

const whyOf = ({ issue, able, against }: Decision): Record<keyof AutomaticReason, unknown> => ({
  priority: issue.priority,
  points: points[issue.severity],
  able: able.slice(0, mostNamed).map(({ id, load, capacity }) => ({ id, load, capacity })),
  against,
})
