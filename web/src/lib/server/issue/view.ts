import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { may, type Scope } from '@mingjing/sql/access/scope.ts'
import type { ReasonAgainst } from '@mingjing/sql/assignment/decide.ts'
import { standing } from '@mingjing/sql/assignment/team.ts'
import type { Attachment } from '@mingjing/sql/attachments/add.ts'
import { attachmentsOf } from '@mingjing/sql/attachments/read.ts'
import { listExemptions } from '@mingjing/sql/exemptions/list.ts'
import { holdsOnIssue } from '@mingjing/sql/holds/list.ts'
import type { Issue } from '@mingjing/sql/issues/act.ts'
import { type IssueDetail, issueDetail } from '@mingjing/sql/issues/detail.ts'
import { actsFor } from '@mingjing/sql/issues/judge.ts'
import { priorityTerms } from '@mingjing/sql/issues/priority.ts'
import { issueVisible } from '@mingjing/sql/issues/queue.ts'
import { repeatsOf } from '@mingjing/sql/issues/repeat.ts'
import { blindOf } from '@mingjing/sql/quality/blind.ts'
import { storedBundle } from '@mingjing/sql/queries/bundle.ts'
import { type StaffName, staffNames, staffWhoMay } from '@mingjing/sql/queries/staff.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { AttachmentView, Candidate, HistoryView, HitView, IssueView, Words } from '#lib/issue/view.ts'
import { ruleView } from '../rule/view.ts'
import { actionsOf } from './actions.ts'
import { namedIn, reasonView } from './reason.ts'
import { reportsView } from './reports.ts'
import { queueRow } from './rows.ts'
import { evidenceView, hitValues } from './values.ts'

type Names = ReadonlyMap<string, StaffName>

/** Everything the issue page shows, or null when the person may not see the issue. */
export const issueView = async (runtime: Runtime, scope: Scope, id: string): Promise<IssueView | null> => {
  const { db } = runtime.postgres
  const detail = await issueDetail(db, runtime.clickhouse, scope, id)
  if (!detail) return null
  const { issue } = detail
  const files = await attachmentsOf(db, [id, ...detail.merged.map((each) => each.id)])
  const [names, bundles, workers, answering, repeats, repeatSeen, place, [exemption], reports, unjudged, holds] =
    await Promise.all([
      staffNames(db, [...peopleIn(detail), ...files.map((file) => file.addedBy)]).then(
        (rows): Names => new Map(rows.map((row) => [row.id, row])),
      ),
      bundlesOf(runtime, detail),
      may(scope, 'issues:lead') ? staffWhoMay(db, 'issues:work', issue.orgunit) : [],
      may(scope, 'issues:work') ? staffWhoMay(db, 'issues:answer', issue.orgunit) : [],
      repeatsOf(db, scope, issue),
      issue.repeatOf !== null && issueVisible(db, scope, issue.repeatOf),
      standing(db, issue, new Date()),
      listExemptions(db, scope, { issueId: id, now: new Date() }),
      reportsView(db, scope, issue),
      blindOf(
        db,
        scope,
        [issue, ...detail.merged, ...detail.siblings].map((each) => each.id),
      ),
      holdsOnIssue(db, scope, issue),
    ])
  const blind = unjudged.has(id)
  const concerned = (person: Candidate): boolean => issue.actors.includes(person.id)
  return {
    row: queueRow(issue, names, unjudged),
    priority: { points: issue.priority, actorRisk: issue.actorRisk, terms: priorityTerms(issue, new Date()) },
    stateAt: issue.stateAt.getTime(),
    account: issue.account,
    withdrawn: issue.withdrawn,
    actors: issue.actors.map((actor) => ({ id: actor, name: names.get(actor) ?? null })),
    standingInFor: wordsOf(
      names,
      issue.state === 'rectification-ordered' ? actsFor(scope, issue, 'answer') : actsFor(scope, issue, 'confirm'),
    ),
    nobody: nobodyCan(place),
    order: blind ? null : issue.order,
    answer: blind ? null : issue.answer,
    answerer: blind ? null : wordsOf(names, issue.answerer),
    dismissReason: blind ? null : issue.dismissReason,
    accountability: blind ? null : issue.accountability,
    recovered: blind ? null : issue.recovered,
    reports: blind ? null : reports,
    blind,
    holds: holds.map(({ id, reference }) => ({ id, reference })),
    mayHold: may(scope, 'holds:place'),
    exemption: exemption ? { id: exemption.id, state: exemption.state, until: exemption.until.getTime() } : null,
    hits: detail.hits.map((hit) => hitView(hit, bundles.get(hit.ruleSet) ?? null)),
    evidence: detail.evidence.map(evidenceView),
    history: blind ? [] : detail.actions.map((action) => historyView(action, names, detail)),
    merged: detail.merged.map((each) => queueRow(each, names, unjudged)),
    leading: detail.leading && queueRow(detail.leading, names),
    siblings: detail.siblings.map((sibling) => queueRow(sibling, names, unjudged)),
    repeatOf: issue.repeatOf === null ? null : { id: repeatSeen ? issue.repeatOf : null },
    ruleGroup: issue.ruleGroup,
    repeats: repeats.map((each) => ({ ...each, name: each.by === 'person' ? (names.get(each.value) ?? null) : null })),
    attachments: files.map((file) => attachmentView(file, names)),
    actions: blind ? [] : actionsOf(scope, issue, detail.merged.length, new Date()),
    assignees: workers.filter((person) => !concerned(person)),
    answerers: answering,
  }
}

const peopleIn = ({ issue, actions, siblings }: IssueDetail): string[] => [
  ...issue.actors,
  ...[issue, ...siblings].flatMap((each: Issue) => [each.assignee, each.answerer].filter((id) => id !== null)),
  ...actions.flatMap((action) => [action.personId, ...givenTo(action.detail), ...namedIn(action.detail)]),
]

const givenTo = (detail: Record<string, unknown>): string[] =>
  [detail.to, detail.answerer].filter((id) => typeof id === 'string')

const nobodyCan = (place: Awaited<ReturnType<typeof standing>>): IssueView['nobody'] =>
  place?.automatic && place.decision.to === null
    ? Object.entries(place.decision.against).map(([reason, people]) => ({
        reason: reason as ReasonAgainst,
        people: people.length,
      }))
    : null

const bundlesOf = async (runtime: Runtime, detail: IssueDetail): Promise<Map<string, Bundle>> => {
  const found = new Map<string, Bundle>()
  for (const hash of new Set(detail.hits.map((hit) => hit.ruleSet))) {
    const bundle = await storedBundle(runtime.postgres.db, hash)
    if (bundle) found.set(hash, bundle)
  }
  return found
}

const wordsOf = (names: Names, id: string | null): Words | null => {
  const name = id === null ? undefined : names.get(id)
  return name ? { zh: name.zh, en: name.en } : id === null ? null : { zh: id, en: id }
}

const hitView = (hit: IssueDetail['hits'][number], bundle: Bundle | null): HitView => {
  const rule = bundle?.rules.find((each) => each.id === hit.ruleId) ?? null
  return {
    hitId: hit.hitId,
    ruleId: hit.ruleId,
    rule: bundle && ruleView(bundle, hit.ruleId),
    step: hit.step,
    severity: hit.severity,
    at: hit.at.getTime(),
    key: hit.key,
    amount: hit.amount,
    trigger: hit.triggerId,
    evidence: hit.evidence,
    ...hitValues(rule, hit.values),
    withdrawnAt: hit.withdrawnAt?.getTime() ?? null,
  }
}

const attachmentView = ({ addedBy, addedAt, issueId: _, ...file }: Attachment, names: Names): AttachmentView => ({
  ...file,
  by: wordsOf(names, addedBy)!,
  at: addedAt.getTime(),
})

const historyView = (action: IssueDetail['actions'][number], names: Names, { merged }: IssueDetail): HistoryView => {
  const of = merged.find((each) => each.id === action.issueId)
  const { detail } = action
  const text = [detail.text, detail.reason, detail.note, detail.accountability].find((each) => typeof each === 'string')
  return {
    seq: action.seq,
    at: action.at.getTime(),
    personId: action.personId,
    person: names.get(action.personId) ?? null,
    kind: action.kind,
    from: action.fromState,
    to: action.toState,
    text: (text as string | undefined) ?? null,
    given: wordsOf(names, givenTo(detail)[0] ?? null),
    standingInFor: wordsOf(names, typeof detail.standingInFor === 'string' ? detail.standingInFor : null),
    reason: reasonView(action, names),
    of: of ? { zh: of.titleZh, en: of.titleEn } : null,
  }
}
