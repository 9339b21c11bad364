import { and, eq } from 'drizzle-orm'
import { granted } from '../access/permission.ts'
import { couldSee } from '../access/predicates.ts'
import { scopeOf } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { type NewNotification, tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import { people } from '../postgres/schema.ts'
import { staffWhoMay } from '../queries/staff.ts'
import type { Exemption } from './covers.ts'

type Step =
  | 'exemption-propose'
  | 'exemption-approve'
  | 'exemption-refuse'
  | 'exemption-withdraw'
  | 'exemption-end'
  | 'exemption-taken-back'

/** Puts one step of an exemption on record, in the transaction of the step. */
export const record = async (
  tx: Db,
  exemption: Exemption,
  { kind, by, now }: { kind: Step; by: string; now: Date },
): Promise<void> => {
  const { id, rules, value, orgunit, reason, evidence, note, since, until, endedAt, endReason } = exemption
  const detail = {
    exemption: id,
    what: { kind: exemption.kind, rules, value, orgunit },
    reason: kind === 'exemption-end' || kind === 'exemption-taken-back' ? endReason : reason,
    evidence,
    until: until.toISOString(),
    ...(note !== null && { note }),
    ...(since && { since: since.toISOString() }),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
  }
  const { issueId } = exemption
  await appendAction(tx, { at: now, personId: by, issueId, kind, fromState: null, toState: null, detail })
}

/** Leads above the unit, nearest first, who are neither its proposer nor concerned. */
export const tellDeciders = async (tx: Db, exemption: Exemption, now: Date): Promise<void> => {
  const able = await staffWhoMay(tx, 'exemptions:decide', exemption.orgunit)
  const ids = able.map(({ id }) => id).filter((id) => id !== exemption.proposedBy && !exemption.concerned.includes(id))
  await tellAbout(tx, exemption, {
    name: 'asked',
    to: ids,
    now,
    zh: '待审批豁免',
    en: 'An exemption waits for approval',
  })
}

/** Tells people of an exemption, each once under this name. Who could not see it is not told. */
export const tellAbout = async (
  tx: Db,
  exemption: Exemption,
  { name, to, now, zh, en }: { name: string; to: readonly string[]; now: Date; zh: string; en: string },
): Promise<void> => {
  const rows: NewNotification[] = []
  for (const personId of new Set(to)) {
    const [person] = await tx
      .select()
      .from(people)
      .where(and(eq(people.id, personId), eq(people.active, true)))
    if (!person || !granted[person.role].has('issues:read') || exemption.concerned.includes(personId)) continue
    const row = {
      id: `exemption:${exemption.id}:${name}:${personId}`,
      personId,
      orgunit: exemption.orgunit,
      kind: 'exemption' as const,
      class: exemption.class,
      issueId: exemption.issueId,
      ruleId: exemption.rules[0] ?? null,
      subject: exemption.value === '' ? null : exemption.value,
      titleZh: zh,
      titleEn: en,
      createdAt: now,
    }
    if (couldSee(scopeOf(person), row)) rows.push(row)
  }
  await tell(tx, rows)
}
