import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import { typesRead } from '@mingjing/rules/language/types-read.ts'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { gaps } from '../postgres/schema.ts'
import { stoppedRules } from '../queries/gap-ledger.ts'

/** What the gap ledger says was not seen in time. */
export interface Exemptions {
  /** Event time up to which the rule has judged where it was stopped, epoch ms; infinite for one that was not. */
  readonly judgedUntil: (rule: CheckedRule, bundle: Bundle) => number
  /** The late events a rule may have read in a stretch; null when none. `unclear` when more wait than can be told apart. */
  readonly late: (
    rule: CheckedRule,
    bundle: Bundle,
    stretch: { readonly from: number | null; readonly until: number },
  ) => Late | null | 'unclear'
}

export interface Late {
  /** `source#id` of those not judged again yet. */
  readonly open: readonly string[]
  /** Some were judged again and some not. */
  readonly isPartly: boolean
  /** Whether a re-check has judged the moment (epoch ms), and no late event that reaches it still waits. */
  readonly isSettled: (at: number) => boolean
}

/** Late events still open that are told apart by name. */
const mostOpen = 5_000

export const exemptions = async (db: Db): Promise<Exemptions> => {
  const stopped = await stoppedRules(db)
  const spans = await rowsOf<{ type: string; done: boolean; until: number | null; first: number; last: number }>(
    db,
    sql`select type, rechecked_at is not null as done,
          (extract(epoch from rechecked_until) * 1000)::float8 as until, (extract(epoch from min(event_time)) * 1000)::float8 as first,
          (extract(epoch from max(event_time)) * 1000)::float8 as last
        from ${gaps} where kind = 'late' group by 1, 2, 3`,
  )
  const open = await db
    .select({ source: gaps.source, id: gaps.eventId })
    .from(gaps)
    .where(and(eq(gaps.kind, 'late'), isNull(gaps.recheckedAt)))
    .orderBy(asc(gaps.seenAt))
    .limit(mostOpen + 1)
  const names = open.map(({ source, id }) => `${source}#${id}`)

  const readBy = (rule: CheckedRule, bundle: Bundle) =>
    rule.kind === 'score' ? bundle.rules.filter(({ id }) => rule.of.some(({ ruleId }) => ruleId === id)) : [rule]
  return {
    judgedUntil: (rule, bundle) =>
      Math.min(
        ...[rule, ...readBy(rule, bundle)].map(
          ({ id, version }) => stopped.get(`${id}@${version}`) ?? Number.POSITIVE_INFINITY,
        ),
      ),
    late(rule, bundle, { from, until }) {
      const types = new Set<string>(readBy(rule, bundle).flatMap(typesRead))
      const met = spans.filter(
        ({ type, first, last }) => types.has(type) && Number(last) >= (from ?? 0) && Number(first) <= until,
      )
      if (met.length === 0) return null
      const isPartly = met.some(({ done }) => done) && met.some(({ done }) => !done)
      if (isPartly && names.length > mostOpen) return 'unclear'
      const isWhole = met.every(({ done }) => done)
      return {
        open: names,
        isPartly,
        isSettled: (at) =>
          isWhole && met.some(({ first: from, until: to }) => Number(from) <= at && at <= Number(to ?? Number.NaN)),
      }
    },
  }
}
