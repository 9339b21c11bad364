import type { AutomaticReason } from '@mingjing/sql/assignment/assign.ts'
import type { ReasonAgainst } from '@mingjing/sql/assignment/decide.ts'
import type { IssueDetail } from '@mingjing/sql/issues/detail.ts'
import type { StaffName } from '@mingjing/sql/queries/staff.ts'
import type { ReasonView, Words } from '#lib/issue/view.ts'

type Recorded = IssueDetail['actions'][number]

const automaticOf = (detail: Recorded['detail']): AutomaticReason | null =>
  typeof detail.automatic === 'object' ? (detail.automatic as AutomaticReason | null) : null

/** Staff ids a record names besides who did it and whom it was given to. */
export const namedIn = (detail: Recorded['detail']): string[] => {
  const why = automaticOf(detail)
  return [
    ...[detail.standingInFor, detail.from].filter((id): id is string => typeof id === 'string'),
    ...(why?.able.map(({ id }) => id) ?? []),
    ...Object.values(why?.against ?? {}).flat(),
  ]
}

/** Why an issue was assigned by itself, or taken back, as the record holds it; null of what people did. */
export const reasonView = ({ kind, detail }: Recorded, names: ReadonlyMap<string, StaffName>): ReasonView | null => {
  const name = (id: string): Words => names.get(id) ?? { zh: id, en: id }
  if (kind === 'hand-back')
    return {
      kind: 'handed-back',
      name: name(String(detail.from)),
      until: detail.closed === true ? null : Date.parse(String(detail.until)),
    }
  const why = automaticOf(detail)
  if (why === null || kind !== 'assign') return null
  return {
    kind: 'assigned',
    points: why.points,
    able: why.able.map(({ id, load, capacity }) => ({ name: name(id), load, capacity })),
    against: Object.entries(why.against).map(([reason, ids]) => ({
      reason: reason as ReasonAgainst,
      names: ids.map(name),
    })),
  }
}
