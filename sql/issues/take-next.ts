import { setTimeout as sleep } from 'node:timers/promises'
import { and, inArray } from 'drizzle-orm'
import { countedAs, may, type Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { issues } from '../postgres/schema.ts'
import { act, type Done } from './act.ts'
import { nameConcerned } from './concerned.ts'
import { type IssueFilter, issuesWhere } from './filter.ts'
import { inOrder, matchingIssues } from './queue.ts'
import { type Refusal, refuse } from './refusal.ts'

/** How many are looked at together: more than officers press at the same moment. */
const within = 25
const rounds = 200
const pauseMs = 20

/**
 * Assigns to the person the open issue nobody has that comes first by priority, of those that match and are awake. Two
 * who ask at once get two issues: one that another transaction holds is passed by while there is another.
 */
export const takeNext = async (
  db: Db,
  clickhouse: ClickHouseReader,
  scope: Scope,
  filter: IssueFilter,
  { now }: { now: Date },
): Promise<Done | Refusal> => {
  if (!may(scope, 'issues:work')) return refuse('not-permitted')
  const free: IssueFilter = {
    ...filter,
    states: ['open'],
    assignee: 'none',
    awakeAt: now,
    aboutNone: countedAs(scope),
  }
  for (let round = 0; round < rounds; round++) {
    const ids = (await matchingIssues(db, scope, { filter: free, order: 'priority', limit: within })).map(
      ({ id }) => id,
    )
    if (ids.length === 0) return refuse('none-left')
    // Before anybody decides: some of them may turn out to concern the very person.
    await nameConcerned(db, clickhouse, ids)
    const taken = await db.transaction(async (tx) => {
      const [next] = await tx
        .select({ id: issues.id })
        .from(issues)
        .where(and(inArray(issues.id, ids), issuesWhere(scope, free)))
        .orderBy(inOrder('priority'))
        .limit(1)
        .for('update', { skipLocked: true })
      return next === undefined ? null : act(tx, scope, next.id, { kind: 'assign' }, { now })
    })
    if (taken !== null) return taken
    // All of them are held or went to others. Waiting for a lock here would be a deadlock with who waits for ours.
    await sleep(pauseMs)
  }
  return refuse('all-held')
}
