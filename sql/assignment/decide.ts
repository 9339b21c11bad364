import { contains, headOffice } from '@mingjing/rules/events/orgunit.ts'
import { compareText } from '@mingjing/rules/hits/order.ts'
import type { IssueClass, IssueSeverity } from '../postgres/schema.ts'
import { points } from './points.ts'

/** Somebody who may be given issues. */
export interface Officer {
  readonly id: string
  readonly orgunit: string
  /** Null is every one. */
  readonly stages: readonly string[] | null
  readonly classes: readonly IssueClass[] | null
  /** Points; see ./points.ts. */
  readonly capacity: number
  readonly load: number
  readonly absent: boolean
  /** Whom else the person counts as: those they stand in for. */
  readonly alsoCountsAs: readonly string[]
}

/** An issue nobody has. */
export interface Waiting {
  readonly id: string
  readonly orgunit: string
  readonly stage: string
  readonly class: IssueClass
  readonly severity: IssueSeverity
  readonly actors: readonly string[]
  readonly priority: number
  /** Epoch ms. */
  readonly openedAt: number
}

/**
 * Why somebody does not get an issue: it is not of their units, they may not know of its class, it is about them, they do
 * not handle its kind, they are away, or have enough.
 */
export const reasonsAgainst = ['unit', 'class', 'concerned', 'skill', 'absent', 'full'] as const
export type ReasonAgainst = (typeof reasonsAgainst)[number]

export const reasonAgainst = (issue: Waiting, officer: Officer): ReasonAgainst | null => {
  if (!contains(officer.orgunit, issue.orgunit)) return 'unit'
  if (issue.class === 'money-laundering' && officer.orgunit !== headOffice) return 'class'
  if ([officer.id, ...officer.alsoCountsAs].some((id) => issue.actors.includes(id))) return 'concerned'
  const skilled = (officer.stages?.includes(issue.stage) ?? true) && (officer.classes?.includes(issue.class) ?? true)
  if (!skilled) return 'skill'
  if (officer.absent) return 'absent'
  // Room for a little is room for all of it: a grave issue never waits behind small ones.
  return officer.load < officer.capacity ? null : 'full'
}

export interface Decision {
  readonly issue: Waiting
  /** Null when nobody can take it. */
  readonly to: Officer | null
  /** Who could have had it, the chosen one first, with the loads they had then. */
  readonly able: readonly Officer[]
  /** The others of its units, by the first reason against them. */
  readonly against: Readonly<Partial<Record<ReasonAgainst, readonly string[]>>>
}

/** The least loaded for their capacity first, then who is nearest to the unit, then by id. */
const before = (a: Officer, b: Officer): number =>
  a.load * b.capacity - b.load * a.capacity || b.orgunit.length - a.orgunit.length || compareText(a.id, b.id)

/**
 * Who gets which issue and why: the issues by priority, then age; each to the least loaded of those who may and can, whose
 * load counts what was decided before. The same question has the same answer.
 */
export const decide = (waiting: readonly Waiting[], officers: readonly Officer[]): Decision[] => {
  const now = new Map(officers.map((officer) => [officer.id, officer]))
  const inOrder = waiting.toSorted(
    (a, b) => b.priority - a.priority || a.openedAt - b.openedAt || compareText(a.id, b.id),
  )
  return inOrder.map((issue) => {
    const judged = [...now.values()].map((officer) => ({ officer, reason: reasonAgainst(issue, officer) }))
    const able = judged.flatMap(({ officer, reason }) => (reason === null ? officer : [])).sort(before)
    const against: Partial<Record<ReasonAgainst, string[]>> = {}
    // Who has nothing to do with the unit was never asked.
    for (const { officer, reason } of judged)
      if (reason !== null && reason !== 'unit') against[reason] = [...(against[reason] ?? []), officer.id]
    const [to = null] = able
    if (to !== null) now.set(to.id, { ...to, load: to.load + points[issue.severity] })
    return { issue, to, able, against }
  })
}
