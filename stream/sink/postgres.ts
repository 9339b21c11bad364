import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { appendConsents } from '@mingjing/sql/consents/append.ts'
import type { IssueHit } from '@mingjing/sql/issues/hit.ts'
import { openIssuesFromHits } from '@mingjing/sql/issues/open.ts'
import { remindFromHits } from '@mingjing/sql/issues/remind.ts'
import { notify } from '@mingjing/sql/live/notices.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { deadLetters, gaps } from '@mingjing/sql/postgres/schema.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { seal } from '@mingjing/sql/vault/seal.ts'
import { storePersonal } from '@mingjing/sql/vault/vault.ts'
import type { Block, Found } from '../block/block.ts'
import { judgedAt } from '../block/clock.ts'
import { copiesOf } from '../block/copies.ts'
import { mask, positionId } from '../decode/dead-letter.ts'
import { fault } from '../fault.ts'
import { markDone } from '../plan/ledger.ts'

/** A statement takes at most 65,535 parameters. */
const rowsAtOnce = 2_000

/**
 * Everything of a block that people work with, and the mark that it is done, in one transaction: all of it happens once
 * or not yet. Returns how many issues it opened.
 * @throws Fenced when it was done before.
 */
export const commitEffects = (db: Db, keys: Keys, block: Block): Promise<number> =>
  db.transaction(async (tx) => {
    await markDone(tx, block.plan)
    await storePersonal(tx, keys, block.personal)
    await keepDeadLetters(tx, keys, block)
    await enterGaps(tx, block)
    const hits = issueHits(block)
    const clock = new Date(judgedAt(block.plan))
    const { opened, joined } = await openIssuesFromHits(tx, hits, clock)
    await remindFromHits(tx, hits, clock)
    await appendConsents(tx, keys, block.plan, block.accepted)
    if (opened.length + joined.length > 0) await notify(tx, { kind: 'issues', opened, joined, withdrawn: [] })
    if (block.dead.length > 0) await notify(tx, { kind: 'dead-letters', added: block.dead.length })
    await notify(tx, { kind: 'block', hits: block.found.length, opened: opened.length, watermark: block.watermark })
    fault('in-transaction')
    return opened.length
  })

const issueHits = (block: Block): IssueHit[] => {
  const leading = block.found.filter(({ rule }) => rule.opens !== 'record')
  return issueHitsOf(leading, block.plan.ruleSet, copiesOf(block, leading))
}

/** Hits as issues are made of them; `copies` are the events of a hit's evidence that are at hand. */
export const issueHitsOf = (
  found: readonly Found[],
  ruleSet: string,
  copies: (hit: Hit) => IssueHit['copies'],
): IssueHit[] =>
  found.map(({ hit, rule, orgunit, product, channel, actor }) => ({
    ...hit,
    stage: rule.stage,
    ruleGroup: rule.group,
    opens: rule.opens,
    class: rule.class,
    orgunit,
    product,
    channel,
    actor,
    ruleSet,
    titleZh: rule.title.zh,
    titleEn: rule.title.en,
    copies: copies(hit),
  }))

const keepDeadLetters = async (tx: Db, keys: Keys, { plan, dead }: Block): Promise<void> => {
  const rows = dead.map(({ offset, text, code, field, reason }) => {
    const id = positionId({ topic: plan.topic, partition: plan.partition, offset })
    return {
      id,
      topic: plan.topic,
      partition: plan.partition,
      offset,
      code,
      field,
      reason,
      sealed: seal(keys, text, id),
      masked: mask(text),
      seenAt: new Date(plan.answers.wall),
    }
  })
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx
      .insert(deadLetters)
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflictDoNothing()
  }
}

const enterGaps = async (tx: Db, { plan, accepted, stopped }: Block): Promise<void> => {
  const { topic, partition, seq, ruleSet } = plan
  const common = { topic, partition, seq, ruleSet, seenAt: new Date(plan.answers.wall) }
  const late = accepted
    .filter(({ verdict }) => verdict === 'late')
    .map(({ offset, event, behindMs }) => ({
      id: `late:${positionId({ topic: plan.topic, partition: plan.partition, offset })}`,
      ...common,
      kind: 'late' as const,
      source: event.source,
      eventId: event.id,
      type: event.type,
      subject: event.subject,
      orgunit: event.orgunit,
      eventTime: new Date(event.time),
      behindMs,
    }))
  const rows = [
    ...late,
    ...stopped.map(({ ruleId, ruleVersion, budget, at, event }) => ({
      id: `stopped:${topic}:${partition}:${seq}:${ruleId}`,
      ...common,
      kind: 'stopped-rule' as const,
      source: event.source,
      eventId: event.id,
      type: event.type,
      subject: event.subject,
      orgunit: event.orgunit,
      eventTime: new Date(at),
      ruleId,
      ruleVersion,
      budget,
    })),
  ]
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx
      .insert(gaps)
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflictDoNothing()
  }
}
