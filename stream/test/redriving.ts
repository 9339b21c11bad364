import { join } from 'node:path'
import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { evaluateReference } from '@mingjing/rules/reference/evaluate.ts'
import { redriveDeadLetter } from '@mingjing/sql/dead-letters/redrive.ts'
import { deadLetters } from '@mingjing/sql/postgres/schema.ts'
import { fillBank, scopeFor } from '@mingjing/sql/test/bank.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { textId } from '../decode/dead-letter.ts'
import { textOf } from '../decode/text.ts'
import { startEmbedded } from '../embedded.ts'
import { recheckGaps } from '../jobs/recheck.ts'
import { factsOf, ledger } from './oracle.ts'
import { poisonOf } from './poison.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores } from './stores.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'

export interface Redriving {
  readonly sent: number
  readonly accepted: number
  /** Refused, each text counted once, beside those kept as dead letters. */
  readonly refused: number
  readonly buried: number
  readonly redriven: number
  readonly account: Awaited<ReturnType<typeof ledger>>
  /** Ids of the hits that stand, and of those the plain interpreter finds over all that was accepted. */
  readonly standing: readonly string[]
  readonly expected: readonly string[]
}

/** Events further ahead of the clock are dead letters of the worker. */
const farAheadMs = 31 * 86_400_000

/** Match rules answer at once, also on an event whose poisoned time lies ahead of what has been judged. */
const expectedOf = (bundle: Bundle, facts: readonly Event[], judged: number, ahead: number): string[] => {
  const atOnce = new Set(bundle.rules.filter(({ kind }) => kind === 'match').map(({ id }) => id))
  const hits = [
    ...evaluateReference(bundle, facts, judged).filter(({ ruleId }) => !atOnce.has(ruleId)),
    ...evaluateReference(bundle, facts, ahead).filter(({ ruleId }) => atOnce.has(ruleId)),
  ]
  return hits.map(({ hitId }) => hitId).sort()
}

/** How many of the events come poisoned. */
const oneIn = 4

/**
 * Sends a bank's events, of which every fourth comes poisoned; corrects those that became dead letters and sends them in
 * again; lets the gap ledger be closed. What stands then must be what the events would have led to had they come right.
 */
export const runRedriving = async (seed: number, count: number): Promise<Redriving> => {
  const random = randomFrom(seed)
  const lines = trialEvents(seed, count)
  const corrected = new Map<string, string>()
  const sent = lines.map((line, n) => {
    if (n % oneIn !== 0) return line
    const text = textOf(poisonOf(line, random).bytes)
    corrected.set(textId(text), line)
    return text
  })
  const stores = await openTrialStores()
  await fillBank(stores.postgres)
  const last = trialStart + count * 2_000
  const bundle = trialBundle()
  const embedded = await startEmbedded({
    ...stores,
    keys: passingKeys(),
    bundle,
    ingestFolder: join(stores.folder, 'ingest'),
    clock: () => last,
    steady: () => 0,
  })
  try {
    let accepted = 0
    for (let from = 0; from < sent.length; from += 100) {
      const answer = await embedded.ingest(sent.slice(from, from + 100))
      accepted += answer.accepted
    }
    await embedded.settled()
    const { db } = stores.postgres
    const letters = await db.select({ id: deadLetters.id }).from(deadLetters)
    const refused = new Set(sent.filter((text) => factsOf([text]).length === 0)).size
    let redriven = 0
    const again: string[] = []
    for (const { id } of letters) {
      const text = corrected.get(id)
      if (text === undefined) continue
      const request = { id, text, reason: '更正重发', now: new Date(last) }
      const outcome = await redriveDeadLetter(db, scopeFor('admin'), request, embedded.ingest)
      if (outcome.kind === 'redriven') redriven++
      again.push(text)
    }
    await embedded.settled()
    const judged = embedded.status().watermark!
    const parts = { db, clickhouse: stores.clickhouse }
    while ((await recheckGaps(parts, { current: bundle, find: async () => bundle }, new Date(last))).gaps > 0);
    const account = await ledger(stores.clickhouse, db)
    const rows = await stores.clickhouse.query<{ id: string }>(
      'SELECT hit_id AS id FROM hits GROUP BY hit_id HAVING sum(sign) = 1 ORDER BY id',
    )
    return {
      sent: sent.length,
      accepted,
      refused,
      buried: account.buried,
      redriven,
      account,
      standing: rows.map(({ id }) => id),
      expected: expectedOf(bundle, factsOf([...sent, ...again]), judged, last + farAheadMs),
    }
  } finally {
    await embedded.stop()
    await stores.close()
  }
}
