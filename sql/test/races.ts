import { asc } from 'drizzle-orm'
import { auditVerify } from '../audit/verify.ts'
import { openPostgres } from '../postgres/connect.ts'
import { issueActions, type Role } from '../postgres/schema.ts'
import { passingKeys } from '../vault/keys.ts'
import { fillBank, type Staff, scopeFor } from './bank.ts'
import { begun, type Cast, idOf, type Kind, kinds, scopeAt, settleCast } from './decisions.ts'
import type { PostgresServer } from './postgres-server.ts'

/**
 * S7, the races of the four eyes: for every matter that needs another pair, everybody decides at once, over two
 * processes' worth of connections: the proposer in two roles, who stands in for them, for whom they do and did when it was
 * proposed; and those who may, one of them twice.
 */

/** Attempts on one matter, mixed in this order before they start. */
const attempts: readonly ({ who: Cast; as: 'company' | 'decider' } | { other: number })[] = [
  { who: 'proposer', as: 'decider' },
  { who: 'delegate', as: 'decider' },
  { other: 0 },
  { who: 'absent', as: 'decider' },
  { other: 1 },
  { who: 'returned', as: 'decider' },
  { other: 0 },
  { who: 'proposer', as: 'company' },
  { other: 2 },
  { who: 'earlier', as: 'decider' },
  { who: 'proposer', as: 'decider' },
]
export const attemptsAMatter = attempts.length

export interface Raced {
  readonly kind: string
  readonly attempts: number
  /** Decisions somebody was told they took who is not another pair of eyes. */
  readonly own: number
  /** Matters with another number of decisions than one, by the answers or on record. */
  readonly undecided: number
}

/** Runs races over so many matters of each kind, all kinds at once, on an empty server. `sound` is the audit chain after. */
export const runRaces = async (
  server: PostgresServer,
  matters: number,
  named: (kind: Kind) => boolean = () => true,
): Promise<{ raced: Raced[]; sound: boolean }> => {
  const sessions = [await openPostgres({ url: server.url }), await openPostgres({ url: server.url })]
  try {
    const { db } = sessions[0]!
    await fillBank(sessions[0]!)
    await settleCast(db, matters)
    const keys = passingKeys()
    const proposed: { kind: Kind; ids: readonly string[] }[] = []
    for (const kind of kinds(keys).filter(named)) proposed.push({ kind, ids: await begun(db, kind, matters) })
    const tries = proposed.flatMap(({ kind, ids }) =>
      ids.flatMap((id, n) => attempts.map((attempt, i) => ({ kind, id, attempt, isFor: (n + i) % 3 !== 0 }))),
    )
    const outcomes = await Promise.all(
      mixed(tries).map(async ({ kind, id, attempt, isFor }, i) => {
        const session = sessions[i % sessions.length]!.db
        const isOther = 'other' in attempt
        const scope = isOther
          ? scopeFor(kind.others[attempt.other % kind.others.length] as Staff)
          : await scopeAt(session, kind, attempt.who, roleFor(kind, attempt.as), kind.at)
        const mayDecide = isOther || attempt.who === 'earlier'
        return { kind, id, mayDecide, outcome: await kind.decide(session, scope, id, isFor) }
      }),
    )
    const records = await db.select().from(issueActions).orderBy(asc(issueActions.seq))
    const raced = proposed.map(({ kind, ids }): Raced => {
      const those = outcomes.filter((each) => each.kind === kind)
      const decided = those.filter(({ outcome }) => !('code' in outcome))
      const able = new Set([...kind.others.map((who) => scopeFor(who).personId), idOf(kind.company, 'earlier')])
      const onRecord = records.filter((record) => (kind.records as readonly string[]).includes(record.kind))
      return {
        kind: kind.name,
        attempts: those.length,
        own:
          decided.filter(({ mayDecide }) => !mayDecide).length +
          onRecord.filter((record) => ids.includes(String(kind.of(record))) && !able.has(record.personId)).length,
        undecided: ids.filter(
          (id) =>
            decided.filter((each) => each.id === id).length !== 1 ||
            onRecord.filter((record) => String(kind.of(record)) === id).length !== 1,
        ).length,
      }
    })
    return { raced, sound: (await auditVerify(db)).kind === 'sound' }
  } finally {
    for (const session of sessions) await session.close()
  }
}

const roleFor = (kind: Kind, as: 'company' | 'decider'): Role => (as === 'company' ? kind.company : kind.role)

/** In an order that has nothing to do with that of the matters, and is the same every time. */
const mixed = <T>(items: readonly T[]): T[] =>
  items
    .map((item, i) => ({ item, place: (i * 7919) % items.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
