import { contains, headOffice } from '@mingjing/rules/events/orgunit.ts'
import { and, eq, gte, inArray, lt } from 'drizzle-orm'
import { standingsOf } from '../absences/standing-in.ts'
import { granted } from '../access/permission.ts'
import { countsAmong, type Standing } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { type NewNotification, tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import type { QualityShares } from '../postgres/quality-tables.ts'
import { issues, people, qualityDraws, qualitySamples } from '../postgres/schema.ts'
import { readSetting } from '../settings/settings.ts'
import type { Keys } from '../vault/keys.ts'
import { bankShares, choose, lot } from './choose.ts'

type Issue = typeof issues.$inferSelect
type Sample = typeof qualitySamples.$inferSelect

export const sharesKey = 'quality-shares'
export const sharesInForce = async (db: Db): Promise<QualityShares> =>
  (await readSetting<QualityShares>(db, sharesKey)) ?? bankShares

/** The bank's clock is eight hours ahead of UTC all year. */
const zoneMs = 8 * 3_600_000
/** The month before the one `now` lies in, at the bank, with its first moment and the first after it. */
export const lastMonth = (now: Date): { period: string; from: Date; to: Date } => {
  const local = new Date(now.getTime() + zoneMs)
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()]
  const startOf = (at: number) => new Date(Date.UTC(year, at, 1) - zoneMs)
  const from = startOf(month - 1)
  return { period: new Date(from.getTime() + zoneMs).toISOString().slice(0, 7), from, to: startOf(month) }
}

/**
 * Draws the sample of the month before, once, when it is over: nobody decides any more by then what is among it. Those
 * who are to judge are told. Called again it changes nothing.
 * @returns how many were drawn; null when the month was drawn before
 */
export const drawLastMonth = async (db: Db, keys: Keys, now: Date): Promise<number | null> => {
  const { period, from, to } = lastMonth(now)
  return db.transaction(async (tx) => {
    const shares = await sharesInForce(tx)
    const begun = { period, drawnAt: now, shares, decisions: 0, drawn: 0 }
    const [draw] = await tx.insert(qualityDraws).values(begun).onConflictDoNothing().returning()
    if (!draw) return null
    const decided = await tx
      .select()
      .from(issues)
      .where(and(inArray(issues.state, ['dismissed', 'closed']), gte(issues.closedAt, from), lt(issues.closedAt, to)))
    const decisions = decided.flatMap((issue) => {
      const by = firstOf(issue)
      return by === null ? [] : [{ issue, key: issue.key, episode: issue.episode, stratum: stratumOf(issue), by }]
    })
    const chosen = choose(keys, period, decisions, shares)
    const active = await tx.select().from(people).where(eq(people.active, true))
    const standings = await standingsOf(
      tx,
      active.map(({ id }) => id),
      now,
    )
    const staff = active.map((person) => ({ ...person, ...standings.get(person.id) }))
    const samples = chosen.map(
      ({ decision: { issue, stratum, by }, drawnFor }): typeof qualitySamples.$inferInsert => ({
        id: `${period}:${issue.id}`,
        ...{ period, issueId: issue.id, stratum, drawnFor, firstBy: by },
        first: issue.state === 'dismissed' ? 'dismissed' : 'confirmed',
        ruleIds: issue.ruleIds,
        orgunit: issue.orgunit,
        class: issue.class,
        severity: issue.severity,
        reviewer:
          staff
            .filter((person) => mayJudge(person, issue, by))
            .map(({ id }) => ({ id, lot: lot(keys, period, issue.id, id) }))
            .sort((a, b) => (a.lot < b.lot ? -1 : 1))[0]?.id ?? null,
      }),
    )
    for (let at = 0; at < samples.length; at += 1000)
      await tx.insert(qualitySamples).values(samples.slice(at, at + 1000))
    const counts = { decisions: decisions.length, drawn: samples.length }
    await tx.update(qualityDraws).set(counts).where(eq(qualityDraws.period, period))
    const detail = { period, shares, ...counts, samples: samples.map(({ id }) => id) }
    const record = { at: now, personId: 'system', issueId: null, fromState: null, toState: null }
    await appendAction(tx, { ...record, kind: 'quality-draw', detail })
    await tell(tx, toldOf(samples as Sample[], period, now))
    return samples.length
  })
}

export const stratumOf = ({ stage, severity }: Pick<Issue, 'stage' | 'severity'>): string => `${stage}/${severity}`

/** Who first judged whether it was real: who dismissed it, or of one that was closed who had confirmed it. */
const firstOf = (issue: Issue): string | null =>
  issue.state === 'dismissed' ? issue.closedBy : (issue.confirmedBy ?? issue.closedBy)

/** Within which an issue was decided: when exactly its columns do not say. */
export const decidedWithin = ({ openedAt, closedAt }: Pick<Issue, 'openedAt' | 'closedAt'>): [Date, Date] => [
  openedAt,
  closedAt ?? new Date(8.64e15),
]

/**
 * Officers above the unit who neither decided nor are concerned, nor stood in for those who decided meanwhile or they for
 * them; money laundering at the head office only.
 */
export const mayJudge = (
  person: Pick<typeof people.$inferSelect, 'id' | 'role' | 'orgunit'> & Standing,
  issue: Pick<
    Issue,
    'orgunit' | 'class' | 'actors' | 'confirmedBy' | 'closedBy' | 'alsoConfirmedBy' | 'openedAt' | 'closedAt'
  >,
  first: string,
): boolean =>
  person.role === 'officer' &&
  granted[person.role].has('issues:work') &&
  contains(person.orgunit, issue.orgunit) &&
  (issue.class !== 'money-laundering' || person.orgunit === headOffice) &&
  !countsAmong(
    { ...person, personId: person.id },
    [first, issue.confirmedBy, issue.closedBy, ...issue.alsoConfirmedBy],
    ...decidedWithin(issue),
  ) &&
  !countsAmong({ ...person, personId: person.id }, issue.actors)

const toldOf = (samples: readonly Sample[], period: string, now: Date): NewNotification[] =>
  [...Map.groupBy(samples, ({ reviewer }) => reviewer)].flatMap(([personId, own]) =>
    personId === null
      ? []
      : [
          {
            ...{ id: `quality:${period}:${personId}`, personId, orgunit: headOffice, kind: 'quality' as const },
            titleZh: `质量复核：${own.length} 条待复核`,
            titleEn: `Quality control: ${own.length} to judge`,
            createdAt: now,
          },
        ],
  )
