import { type Action, appendActions } from '../audit/chain.ts'
import type { AuditKind } from '../audit/kinds.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { updateRecords } from '../postgres/record-set.ts'
import { type issueActions, issues } from '../postgres/schema.ts'
import { changedFields } from './differing.ts'

type Issue = typeof issues.$inferSelect

/** An issue before and after somebody did something to it. */
export interface Changed {
  readonly before: Issue
  readonly after: Issue
  readonly kind: AuditKind
  readonly detail: (typeof issueActions.$inferSelect)['detail']
}

export interface Recorded {
  readonly issue: Issue
  /** Position of the record in the audit chain. */
  readonly seq: number
}

/** More issues than this are told of by one notice without names. */
const mostNamed = 20

/**
 * Writes what a person did to issues they hold locked: the rows, one record each in the audit chain, and notices. The
 * records come back in the order of `changed`, which may name an issue twice.
 */
export const record = async (
  tx: Db,
  changed: readonly Changed[],
  by: { personId: string; at: Date },
): Promise<Recorded[]> => {
  if (changed.length === 0) return []
  await writeIssues(tx, changed)
  const chained = await appendActions(
    tx,
    changed.map(
      ({ before, after, kind, detail }): Action => ({
        ...by,
        issueId: after.id,
        kind,
        fromState: before.state,
        toState: after.state,
        detail,
      }),
    ),
  )
  if (changed.length > mostNamed) await notify(tx, { kind: 'issues-acted', count: changed.length })
  else
    for (const { after } of changed)
      await notify(tx, { kind: 'issue', id: after.id, version: after.version, state: after.state })
  return changed.map(({ after }, i) => ({ issue: after, seq: chained[i]!.seq }))
}

/** One statement for all of them, which names only what differs: indexes of the rest are left alone. */
const writeIssues = async (tx: Db, changed: readonly Changed[]): Promise<void> => {
  const last = new Map(changed.map(({ after }) => [after.id, after]))
  const differing = new Set(changed.flatMap(({ before, after }) => changedFields(before, after)))
  await updateRecords(tx, issues, [...last.values()], [...differing])
}
