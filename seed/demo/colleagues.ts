import { calendarNamed } from '@mingjing/rules/calendar/named.ts'
import { addWorking } from '@mingjing/rules/calendar/working.ts'
import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { setAutomatic } from '@mingjing/sql/assignment/switch.ts'
import { act, type IssueAction } from '@mingjing/sql/issues/act.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { issues, people } from '@mingjing/sql/postgres/schema.ts'
import { staffWhoMay } from '@mingjing/sql/queries/staff.ts'
import { eq } from 'drizzle-orm'
import { chance, pick, type Random, randomAt, unit } from '../bank/random.ts'

type Person = typeof people.$inferSelect

/** One action of a colleague at a moment of the simulated past. */
interface Step {
  readonly at: number
  readonly by: Person
  readonly issueId: string
  readonly action: IssueAction
}

const hour = 3_600_000
const bankDays = calendarNamed('cn-bank')!

/** Share of issues nobody has got round to, and of those looked at that prove founded. */
const left = 0.12
const founded = 0.68

const dismissals = [
  '经核实资料齐全，系统登记滞后，不构成问题。',
  '客户本人到场确认，业务真实，予以排除。',
  '属已报备的特殊情形，审批留痕完整。',
]
const orders = [
  '请说明情况，补充审批依据和影像资料，并对经办人进行提示。',
  '请核实业务真实性，三个工作日内反馈整改措施和责任认定。',
  '请补齐缺失环节，检查同类业务，并提交自查清单。',
]
const answers = [
  '已约谈经办人并补齐资料，同类业务自查未发现其他问题。',
  '已完成整改：补录审批意见，组织网点学习相关制度。',
  '情况属实，已对经办人扣减绩效并调整岗位权限。',
]
const accountabilities = ['口头提示', '通报批评', '扣减当月绩效', '经济处理并诫勉谈话']

/**
 * What the demo bank's officers, branch heads and leads did with the issues of the loaded month, through the same
 * actions people use: access, four eyes and the audit chain apply. Whoever had not come so far by `until` has not; what
 * is still open then is for the personas. The same issues and seed give the same work.
 */
export async function workThrough(db: Db, { seed, until }: { seed: number; until: Date }): Promise<void> {
  const [officer, lead] = await Promise.all([personOf(db, 'officer2'), personOf(db, 'lead2')])
  const steps: Step[] = []
  for (const issue of await db.select().from(issues).where(eq(issues.state, 'open'))) {
    const head = (await staffWhoMay(db, 'issues:answer', issue.orgunit)).find(({ role }) => role === 'manager')
    const answerer = head && (await personById(db, head.id))
    steps.push(...storyOf(issue, { officer, lead, answerer, r: randomAt(seed, 'colleague', issue.id) }))
  }
  // In the order in which it happened: the audit chain is one chain.
  for (const { at, by, issueId, action } of steps.sort((a, b) => a.at - b.at)) {
    if (at >= until.getTime()) return
    await act(db, scopeOf(by), issueId, action, { now: new Date(at) })
  }
}

/** The branch of the demo bank whose issues are assigned by themselves; those of the others wait to be picked. */
const automaticBranch = 'b03'

/** The lead turns automatic assignment on for one branch: so a newcomer sees it at work, and still finds issues to take. */
export const assignOneBranch = async (db: Db, now: Date): Promise<void> => {
  const lead = scopeOf(await personOf(db, 'lead'))
  await setAutomatic(db, lead, { orgunit: automaticBranch, automatic: true }, now)
}

interface Cast {
  readonly officer: Person
  readonly lead: Person
  readonly answerer: Person | undefined
  readonly r: Random
}

const storyOf = (issue: typeof issues.$inferSelect, { officer, lead, answerer, r }: Cast): Step[] => {
  if (chance(r, left)) return []
  let at = issue.openedAt.getTime()
  const story: Step[] = []
  /** After `least` to `most` working hours. */
  const then = (by: Person, least: number, most: number, action: IssueAction) => {
    at = addWorking(bankDays, at, { workingMs: Math.round((least + (most - least) * unit(r)) * hour) }) ?? at
    story.push({ at, by, issueId: issue.id, action })
  }
  then(officer, 0.2, 3, { kind: 'assign' })
  if (!chance(r, founded)) {
    then(officer, 0.3, 4, { kind: 'dismiss', reason: pick(r, dismissals) })
    return story
  }
  then(officer, 0.3, 4, { kind: 'confirm' })
  // A branch is not told of what may be money laundering: those stay with the head office.
  if (!answerer || issue.class === 'money-laundering') return story
  then(officer, 0.2, 2, { kind: 'order', text: pick(r, orders), answerer: answerer.id })
  then(answerer, 4, 22, { kind: 'answer', text: pick(r, answers) })
  then(lead, 1, 8, { kind: 'verify' })
  const recovered = issue.amount !== null && chance(r, 0.2) ? Math.round(issue.amount * unit(r)) : 0
  then(lead, 0.2, 4, { kind: 'close', accountability: pick(r, accountabilities), recovered })
  return story
}

const personOf = (db: Db, login: string): Promise<Person> => personById(db, `p-${login}`)

const personById = async (db: Db, id: string): Promise<Person> => {
  const [person] = await db.select().from(people).where(eq(people.id, id))
  if (!person) throw new Error(`the demo bank has no ${id}`)
  return person
}
