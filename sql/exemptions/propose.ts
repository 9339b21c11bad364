import { contains } from '@mingjing/rules/events/orgunit.ts'
import { and, arrayOverlaps, eq } from 'drizzle-orm'
import { inScope, visibleIssues } from '../access/predicates.ts'
import { atHeadOffice, countsAmong, may, type Scope } from '../access/scope.ts'
import { union } from '../issues/facts.ts'
import type { Db } from '../postgres/connect.ts'
import { exemptions, issues, orgUnits } from '../postgres/schema.ts'
import { currentBundle } from '../queries/bundle.ts'
import type { Exemption } from './covers.ts'
import { exemptibleStates } from './exempt-issue.ts'
import { record, tellDeciders } from './record.ts'
import { type ExemptionRefusal, longestMs, refuseExemption } from './refusal.ts'

/** For what somebody asks. `value` is a subject, partner, outlet or staff id. */
export type Target =
  | { readonly kind: 'rule'; readonly rule: string; readonly orgunit: string }
  | {
      readonly kind: 'subject' | 'partner' | 'outlet' | 'staff'
      readonly rule: string
      readonly orgunit: string
      readonly value: string
    }
  | { readonly kind: 'issue'; readonly issue: string }

export interface Asked {
  readonly target: Target
  readonly until: Date
  readonly reason: string
  readonly evidence: string
}

export type Outcome = { readonly kind: 'done'; readonly exemption: Exemption } | ExemptionRefusal

type About = Pick<Exemption, 'kind' | 'rules' | 'value' | 'orgunit' | 'class' | 'issueId' | 'keys' | 'concerned'>

/**
 * Asks for an exemption in somebody's name. It keeps nothing from opening until another person approves it (./decide.ts):
 * hits meanwhile open issues as ever, also those between asking and approval, and a refusal changes nothing.
 */
export const propose = async (
  db: Db,
  scope: Scope,
  { target, until, reason, evidence }: Asked,
  { now }: { now: Date },
): Promise<Outcome> => {
  if (!may(scope, 'exemptions:propose')) return refuseExemption('not-permitted')
  if (reason.trim() === '') return refuseExemption('no-reason')
  if (evidence.trim() === '') return refuseExemption('no-evidence')
  const ends = whyNotUntil(until, now)
  if (ends) return refuseExemption(ends)
  return db.transaction(async (tx) => {
    const about = target.kind === 'issue' ? await ofIssue(tx, scope, target.issue) : await ofRule(tx, scope, target)
    if ('code' in about) return about
    if (countsAmong(scope, about.concerned)) return refuseExemption('concerned')
    const [row] = await tx
      .insert(exemptions)
      .values({ ...about, reason, evidence, until, proposedBy: scope.personId, proposedAt: now })
      .returning()
    await record(tx, row!, { kind: 'exemption-propose', by: scope.personId, now })
    await tellDeciders(tx, row!, now)
    return { kind: 'done', exemption: row! }
  })
}

/** Why an exemption cannot end then, seen from `now`. */
export const whyNotUntil = (until: Date, now: Date): 'not-future' | 'too-long' | null =>
  !(until > now) ? 'not-future' : until.getTime() - now.getTime() > longestMs ? 'too-long' : null

const ofRule = async (
  tx: Db,
  scope: Scope,
  target: Exclude<Target, { kind: 'issue' }>,
): Promise<About | ExemptionRefusal> => {
  const { kind, rule: id, orgunit } = target
  const value = target.kind === 'rule' ? '' : target.value.trim()
  if (kind !== 'rule' && value === '') return refuseExemption('no-value')
  if (!inScope(scope, orgunit)) return refuseExemption('not-yours')
  const rule = (await currentBundle(tx))?.rules.find((each) => each.id === id)
  if (!rule) return refuseExemption('no-rule')
  if (rule.class === 'money-laundering' && !atHeadOffice(scope)) return refuseExemption('not-yours')
  if (rule.opens !== 'issue') return refuseExemption('opens-nothing')
  for (const unit of kind === 'outlet' ? [orgunit, value] : [orgunit]) {
    const [known] = await tx.select({ id: orgUnits.id }).from(orgUnits).where(eq(orgUnits.id, unit))
    if (!known) return refuseExemption('no-unit')
  }
  if (kind === 'outlet' && !contains(orgunit, value)) return refuseExemption('not-yours')
  const concerned = kind === 'staff' ? [value] : kind === 'subject' ? await actorsAround(tx, id, value) : []
  return { kind, rules: [id], value, orgunit, class: rule.class, issueId: null, keys: [], concerned }
}

/** Who acted in what the rule found about a subject so far. */
export const actorsAround = async (tx: Db, rule: string, subject: string): Promise<string[]> => {
  const rows = await tx
    .select({ actors: issues.actors })
    .from(issues)
    .where(and(eq(issues.subject, subject), arrayOverlaps(issues.ruleIds, [rule])))
  return union(
    [],
    rows.flatMap(({ actors }) => actors),
  )
}

const ofIssue = async (tx: Db, scope: Scope, id: string): Promise<About | ExemptionRefusal> => {
  const [issue] = await tx
    .select()
    .from(issues)
    .where(and(eq(issues.id, id), visibleIssues(scope)))
  if (!issue) return refuseExemption('no-issue')
  if (!exemptibleStates.includes(issue.state)) return refuseExemption('wrong-state')
  const merged = await tx.select({ key: issues.key }).from(issues).where(eq(issues.mergedInto, id))
  return {
    kind: 'issue',
    rules: issue.ruleIds,
    value: '',
    orgunit: issue.orgunit,
    class: issue.class,
    issueId: id,
    keys: [issue.key, ...merged.map(({ key }) => key)],
    concerned: issue.actors,
  }
}
