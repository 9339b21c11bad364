import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { eq } from 'drizzle-orm'
import { decideDelegation } from '../absences/decide.ts'
import { enterAbsence } from '../absences/enter.ts'
import { standingOf } from '../absences/standing-in.ts'
import { type Scope, scopeOf } from '../access/scope.ts'
import type { AuditKind } from '../audit/kinds.ts'
import { publishBundle } from '../bundle/publish.ts'
import type { Change } from '../changes/change.ts'
import { decide as decideChange } from '../changes/decide.ts'
import { propose as proposeChange } from '../changes/propose.ts'
import { smallFiles } from '../changes/small-rules.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { decide as decideExemption } from '../exemptions/decide.ts'
import { propose as proposeExemption, type Target } from '../exemptions/propose.ts'
import { act, type IssueAction } from '../issues/act.ts'
import type { IssueHit } from '../issues/hit.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import type { Db } from '../postgres/connect.ts'
import { absences, orgUnits, people, qualitySamples, type Role } from '../postgres/schema.ts'
import { drawLastMonth } from '../quality/draw.ts'
import { judgeSample, reopenBySample } from '../quality/judge.ts'
import { decideStaff } from '../staffing/decide.ts'
import { proposeStaff } from '../staffing/propose.ts'
import { decideReport, draftReport } from '../suspicious/report.ts'
import type { Keys } from '../vault/keys.ts'
import { hitFor, type Staff, scopeFor, staff } from './bank.ts'

/** Every kind of decision that is never one's own, as a table: how it comes up, who takes it, what it leaves on record. */

const proposedAt = new Date('2026-03-10T03:00:00Z')
/** A month later, as quality control looks back on it. */
const decidedAt = new Date('2026-04-01T03:00:00Z')
const day = (text: string) => new Date(`${text}T00:00:00Z`)
/** And another, when what was drawn is judged. */
const mayDay = day('2026-05-01')

/**
 * Who proposes, and those they have to do with: who stands in for them all the time, whom they stand in for all the time,
 * for whom they did when it was proposed and no longer do, and for whom no longer by then.
 */
export const cast = ['proposer', 'delegate', 'absent', 'returned', 'earlier'] as const
export type Cast = (typeof cast)[number]
/** Those whose decision would be the proposer's own. */
export const sameEyesAs = ['proposer', 'delegate', 'absent', 'returned'] as const satisfies readonly Cast[]

const casts = ['officer', 'manager'] as const satisfies readonly Role[]
type Company = (typeof casts)[number]
export const idOf = (company: Company, who: Cast) => `${company}-${who}`

const pairs: [absent: Cast, delegate: Cast, from: string, until: string][] = [
  ['proposer', 'delegate', '2026-03-01', '2027-01-01'],
  ['absent', 'proposer', '2026-03-01', '2027-01-01'],
  ['returned', 'proposer', '2026-03-01', '2026-03-20'],
  ['earlier', 'proposer', '2026-02-01', '2026-02-20'],
]

/** Settles the cast and a rule set in a bank of ./bank.ts; `places` are units under the head office of their own. */
export const settleCast = async (db: Db, places: number): Promise<void> => {
  for (const company of casts) {
    const rows = cast.map((who) => {
      const id = idOf(company, who)
      return { id, login: id, zh: id, en: id, role: company, orgunit: 'hq' }
    })
    await db.insert(people).values(rows)
    await db.insert(absences).values(
      pairs.map(([absent, delegate, from, until]) => ({
        ...{ personId: idOf(company, absent), delegate: idOf(company, delegate), startsAt: day(from) },
        ...{ endsAt: day(until), delegation: 'approved' as const, decidedBy: staff.admin[0] },
        ...{ enteredBy: staff.admin[0], enteredAt: day(from) },
      })),
    )
  }
  const units = Array.from({ length: places }, (_, n) => placeOf(n))
  await db.insert(orgUnits).values(units.map((id) => ({ id, parentId: 'hq', kind: 'branch' as const, zh: id, en: id })))
  const files = smallFiles.map((file) => ({ ...file, text: file.text.replace('opens: record', 'opens: issue') }))
  await publishBundle(db, makeBundle({ files }).bundle, { personId: 'system', now: proposedAt })
  const shares = { change: { kind: 'shares' as const, shares: { all: 1, strata: {} } }, reason: '全量复核' }
  const asked = done(await proposeChange(db, scopeFor('lead'), shares, then))
  done(await decideChange(db, scopeFor('lead2'), asked.change.id, { verdict: 'approve', note: '' }, then))
}
const placeOf = (n: number) => `b${n + 100}`

/** The scope of somebody of the cast as a request at that moment makes it, in a role they have by then. */
export const scopeAt = async (db: Db, kind: Kind, who: Cast, role: Role, now: Date): Promise<Scope> => {
  const id = idOf(kind.company, who)
  return scopeOf({ id, role, orgunit: 'hq', ...(await standingOf(db, id, now)) })
}

/** Proposes so many matters of a kind; their names. */
export const begun = async (db: Db, kind: Kind, count: number): Promise<readonly string[]> =>
  kind.begin(db, await scopeAt(db, kind, 'proposer', kind.company, proposedAt), count)

export interface Kind {
  readonly name: string
  readonly company: Company
  /** When it is decided. */
  readonly at: Date
  /** In which the cast decides, besides that of the company. */
  readonly role: Role
  /** Others who may decide; what one of them is refused for is not the four eyes. */
  readonly others: readonly Staff[]
  /** What a decision leaves on record. */
  readonly records: readonly AuditKind[]
  /** The matter a record is about, as `begin` named it. */
  readonly of: (record: { issueId: string | null; detail: Record<string, unknown> }) => unknown
  /** Proposes so many matters in the proposer's name, one after the other, and names them. */
  readonly begin: (db: Db, proposer: Scope, count: number) => Promise<readonly string[]>
  /** Decides, for or against. */
  readonly decide: (db: Db, scope: Scope, id: string, isFor: boolean) => Promise<object>
}

const done = <T extends object>(outcome: T): Exclude<T, { kind: 'refused' | 'stale' }> => {
  if ('code' in outcome) throw new Error(`not begun: ${outcome.code}`)
  return outcome as Exclude<T, { kind: 'refused' | 'stale' }>
}
const each = async (count: number, begin: (n: number) => Promise<string | number>): Promise<string[]> => {
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push(String(await begin(n)))
  return ids
}
const hashPassword = async (password: string) => `hashed ${password}`
const noEvents = { query: async () => [] } as unknown as ClickHouseReader
const [then, at] = [{ now: proposedAt }, { now: decidedAt }]

const change = (name: string, what: (n: number) => Change): Kind => ({
  name: `change of a ${name}`,
  company: 'officer',
  at: decidedAt,
  role: 'lead',
  others: ['lead', 'lead2'],
  records: ['change-approve', 'change-reject', 'change-withdraw', 'change-overtaken'],
  of: ({ detail }) => detail.change,
  begin: (db, proposer, count) =>
    each(count, async (n) => {
      const asked = { change: what(n), reason: '试运行' }
      return done(await proposeChange(db, { ...proposer, role: 'rule-owner' }, asked, then)).change.id
    }),
  decide: (db, scope, id, isFor) =>
    decideChange(db, scope, Number(id), { verdict: isFor ? 'approve' : 'reject', note: '如此' }, at),
})

const opened = async (db: Db, differing: Partial<IssueHit> = {}): Promise<string> => {
  const hit = hitFor({ ruleId: 'small.quick', at: proposedAt.toISOString(), ...differing })
  return (await db.transaction((tx) => openIssuesFromHits(tx, [hit], proposedAt))).opened[0]!
}
const acting = async (db: Db, scope: Scope, id: string, ...actions: IssueAction[]) => {
  for (const action of actions) done(await act(db, scope, id, action, then))
}

const exemption = (name: string, target: (db: Db, n: number) => Promise<Target>): Kind => ({
  name: `exemption for ${name}`,
  company: 'officer',
  at: decidedAt,
  role: 'lead',
  others: ['lead', 'lead2'],
  records: ['exemption-approve', 'exemption-refuse', 'exemption-withdraw'],
  of: ({ detail }) => detail.exemption,
  begin: (db, proposer, count) =>
    each(count, async (n) => {
      const asked = { reason: '系统割接', evidence: '科技函', until: day('2026-06-01') }
      return done(await proposeExemption(db, proposer, { ...asked, target: await target(db, n) }, then)).exemption.id
    }),
  decide: (db, scope, id, isFor) =>
    decideExemption(db, scope, Number(id), { verdict: isFor ? 'approve' : 'refuse', note: '如此' }, at),
})

const step = (kind: 'verify' | 'close', company: Company, before: Kind['begin']): Kind => ({
  name: `an issue, ${kind}`,
  company,
  at: decidedAt,
  role: 'lead',
  others: ['lead', 'lead2'],
  records: [kind],
  of: ({ issueId }) => issueId,
  begin: before,
  decide: (db, scope, id) =>
    act(db, scope, id, kind === 'verify' ? { kind } : { kind, accountability: '通报', recovered: 0 }, at),
})

const draft = { urgency: 'ordinary', suspicion: '赌博', grounds: '大额', measures: '止付', conclusion: '报送' } as const

/** Samples of what the proposer dismissed, drawn when that month is over, and with a verdict where one is given. */
const sampled =
  (keys: Keys, dismissedAt: Date, drawnAt: Date, second: 'confirmed' | null): Kind['begin'] =>
  async (db, proposer, count) => {
    const issues = await each(count, async () => {
      const id = await opened(db)
      done(await act(db, proposer, id, { kind: 'dismiss', reason: '误报' }, { now: dismissedAt }))
      return id
    })
    await drawLastMonth(db, keys, drawnAt)
    return each(count, async (n) => {
      const [sample] = await db.select().from(qualitySamples).where(eq(qualitySamples.issueId, issues[n]!))
      if (second !== null) {
        const reviewer = scopeOf({ id: sample!.reviewer!, role: 'officer', orgunit: 'hq' })
        done(await judgeSample(db, reviewer, sample!.id, { verdict: second, reason: '属实' }, { now: drawnAt }))
      }
      return sample!.id
    })
  }

export const kinds = (keys: Keys): readonly Kind[] => [
  change('parameter', (n) => ({
    ...{ kind: 'parameter', rule: 'small.quick', parameter: 'seconds', orgunit: placeOf(n), value: 20 + n },
  })),
  change('list', (n) => ({
    ...{ kind: 'list', list: 'watched', entry: null, after: { value: `race-${n}`, reason: '监管通报' } },
  })),
  change('calendar', (n) => ({
    ...{ kind: 'calendar', calendar: 'cn-bank', year: 2000 + n, after: { off: ['01-01'], work: [] } },
  })),
  change('goal', (n) => ({
    ...{ kind: 'goal', indicator: 'instalment.volume', orgunit: placeOf(n), product: '', month: '2026-11', value: n },
  })),
  exemption('a rule', async (_, n) => ({ kind: 'rule', rule: 'small.quick', orgunit: placeOf(n) })),
  exemption('an issue', async (db) => ({ kind: 'issue', issue: await opened(db) })),
  {
    name: 'a suspicious-transaction report',
    company: 'officer',
    at: decidedAt,
    role: 'lead',
    others: ['lead', 'lead2'],
    records: ['report-hand-over', 'report-return', 'report-withdraw'],
    of: ({ issueId, detail }) => `${issueId} ${detail.report}`,
    begin: (db, proposer, count) =>
      each(count, async () => {
        const id = await opened(db, { class: 'money-laundering' })
        await acting(db, scopeFor('officer2'), id, { kind: 'confirm' })
        return `${id} ${done(await draftReport(db, proposer, id, draft, then)).report.id}`
      }),
    decide: async (db, scope, id, isFor) => {
      const [issue, report] = id.split(' ')
      const asked = { step: isFor ? ('hand-over' as const) : ('return' as const), note: '情况属实' }
      return decideReport({ db, clickhouse: noEvents, keys }, scope, issue!, Number(report), asked, at)
    },
  },
  {
    name: 'a quality verdict',
    company: 'officer',
    at: decidedAt,
    role: 'officer',
    others: ['officer', 'officer2', 'branchOfficer'],
    records: ['quality-judge'],
    of: ({ detail }) => detail.sample,
    begin: sampled(keys, proposedAt, decidedAt, null),
    decide: (db, scope, id, isFor) =>
      judgeSample(db, scope, id, { verdict: isFor ? 'confirmed' : 'dismissed', reason: '属实' }, at),
  },
  {
    name: 'reopening by a quality verdict',
    company: 'officer',
    at: mayDay,
    role: 'lead',
    others: ['lead', 'lead2'],
    records: ['quality-reopen'],
    of: ({ detail }) => detail.sample,
    begin: sampled(keys, day('2026-04-10'), mayDay, 'confirmed'),
    decide: (db, scope, id) => reopenBySample(db, scope, id, { reason: '复核不一致' }, { now: mayDay }),
  },
  step('verify', 'manager', (db, proposer, count) =>
    each(count, async () => {
      const id = await opened(db)
      const order: IssueAction = { kind: 'order', text: '整改', answerer: idOf('manager', 'absent') }
      await acting(db, scopeFor('officer'), id, { kind: 'confirm' }, order)
      await acting(db, proposer, id, { kind: 'answer', text: '已改' })
      return id
    }),
  ),
  step('close', 'officer', (db, proposer, count) =>
    each(count, async () => {
      const id = await opened(db)
      const order: IssueAction = { kind: 'order', text: '整改', answerer: staff.manager[0] }
      await acting(db, proposer, id, { kind: 'confirm' }, order)
      await acting(db, scopeFor('manager'), id, { kind: 'answer', text: '已改' })
      await acting(db, scopeFor('officer2'), id, { kind: 'verify' })
      return id
    }),
  ),
  {
    name: 'an account',
    company: 'officer',
    at: decidedAt,
    role: 'admin',
    others: ['admin'],
    records: ['staff-approve', 'staff-reject', 'staff-withdraw', 'staff-overtaken'],
    of: ({ detail }) => detail.staffChange,
    begin: (db, proposer, count) =>
      each(count, async (n) => {
        const names = { login: `race.${n}`, zh: '新人', en: 'New One' }
        const wish = { kind: 'join', ...names, role: 'officer', orgunit: 'b01' } as const
        const asked = { personId: `race-${n}`, wish, reason: '入职' }
        return done(await proposeStaff(db, { ...proposer, role: 'admin' }, asked, { ...then, hashPassword })).change.id
      }),
    decide: (db, scope, id, isFor) => {
      const verdict = { verdict: isFor ? ('approve' as const) : ('reject' as const), note: '如此' }
      return decideStaff(db, scope, Number(id), verdict, { ...at, hashPassword })
    },
  },
  {
    name: 'a delegation',
    company: 'officer',
    at: decidedAt,
    role: 'lead',
    others: ['lead', 'lead2'],
    records: ['delegation-approve', 'delegation-refuse'],
    of: ({ detail }) => detail.absence,
    // For times to come, of who is away by then too: one after the other, for nobody is away twice.
    begin: (db, proposer, count) =>
      each(count, async (n) => {
        const startsAt = new Date(day('2027-02-01').getTime() + n * 86_400_000)
        const endsAt = new Date(startsAt.getTime() + 3_600_000)
        const wish = { personId: proposer.personId, startsAt, endsAt, delegate: staff.officer2[0] }
        return done(await enterAbsence(db, proposer, wish, proposedAt)).absence.id
      }),
    decide: (db, scope, id, isFor) => decideDelegation(db, scope, { id: Number(id), approve: isFor }, decidedAt),
  },
]
