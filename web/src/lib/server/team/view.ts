import type { AbsenceRow } from '@mingjing/sql/absences/list.ts'
import { mayArrange } from '@mingjing/sql/access/arrange.ts'
import { inScope } from '@mingjing/sql/access/predicates.ts'
import { countsAmong, type Scope } from '@mingjing/sql/access/scope.ts'
import { points } from '@mingjing/sql/assignment/points.ts'
import type { Team } from '@mingjing/sql/assignment/team.ts'
import type { Issue } from '@mingjing/sql/issues/act.ts'
import type { StaffName } from '@mingjing/sql/queries/staff.ts'
import type { AbsenceView, BoardIssue, MemberView, MoveView, WaitingView } from '#lib/team/view.ts'
import { queueRow } from '../issue/rows.ts'

const boardIssue = (issue: Issue, names: ReadonlyMap<string, StaffName>): BoardIssue => ({
  ...queueRow(issue, names),
  points: points[issue.severity],
  movable: issue.state === 'open' || issue.state === 'assigned',
})

export const absenceView = (scope: Scope, row: AbsenceRow): AbsenceView => {
  const { id, personId, startsAt, endsAt, delegate, delegateName, delegation, enteredAt } = row
  const own = personId === scope.personId
  const arranges = mayArrange(scope) && inScope(scope, row.person.orgunit)
  return {
    ...{ id, personId, delegate, delegateName, delegation, own },
    person: { zh: row.person.zh, en: row.person.en },
    startsAt: startsAt.getTime(),
    endsAt: endsAt.getTime(),
    mayEnd: own || arranges,
    mayDecide: delegation === 'proposed' && arranges && !countsAmong(scope, [personId, delegate], enteredAt),
  }
}

/** The team as its page shows it. */
export const teamView = (scope: Scope, team: Team) => {
  const names = new Map(team.members.map(({ id, zh, en }) => [id, { id, zh, en }]))
  const issues = new Map(team.members.flatMap((member) => member.issues).map((issue) => [issue.id, issue]))
  const members = team.members.map(
    ({ alsoCountsAs: _, ...member }): MemberView => ({
      ...member,
      issues: member.issues.map((issue) => boardIssue(issue, names)),
    }),
  )
  const waiting = team.waiting.map(
    ({ issue, automatic, decision }): WaitingView => ({
      ...boardIssue(issue, names),
      automatic,
      able: decision.able.length,
      against: Object.entries(decision.against).map(([reason, people]) => ({
        reason: reason as WaitingView['against'][number]['reason'],
        people: people.length,
      })),
    }),
  )
  const suggestion = team.suggestion.flatMap(({ issue: id, from, to }): MoveView[] => {
    const issue = issues.get(id)
    return issue === undefined
      ? []
      : [
          {
            issue: id,
            title: { zh: issue.titleZh, en: issue.titleEn },
            subject: issue.subject,
            version: issue.version,
            from: names.get(from)!,
            to: names.get(to)!,
          },
        ]
  })
  return { members, waiting, suggestion, absences: team.absences.map((row) => absenceView(scope, row)) }
}
