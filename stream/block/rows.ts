import { clickhouseMoment, columnOf } from '@mingjing/rules/events/columns.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { fields } from '@mingjing/rules/events/fields.ts'
import type { Accepted, Block, Found } from './block.ts'
import { judgedAt } from './clock.ts'

/**
 * The rows of a block as JSONEachRow text. Nulls are left out: most hot columns of an event are null, and a sparse row
 * is inserted three times as fast as one that names them all.
 */

const { stringify } = JSON

/** How a hot field is written: `,"read_seconds":` and whether its value is a moment. */
const hot = new Map(
  [...columnOf].map(([field, column]) => [
    field,
    { before: `,${stringify(column.name)}:`, isMoment: fields[column.field].kind === 'moment' },
  ]),
)

const envelope = (event: Event): string =>
  `"id":${stringify(event.id)},"source":${stringify(event.source)},"type":"${event.type}",` +
  `"time":"${clickhouseMoment(event.time)}","subject":${stringify(event.subject)},"orgunit":"${event.orgunit}"`

/** Hot fields as columns; the others as the JSON text `data`, moments in it as epoch milliseconds. */
const columns = (event: Event): string => {
  let text = ''
  let cold = ''
  for (const field in event.data) {
    const value = event.data[field]
    if (value === undefined || value === null) continue
    const column = hot.get(field)
    if (!column) cold += `${cold === '' ? '' : ','}"${field}":${stringify(value)}`
    else text += column.before + (column.isMoment ? `"${clickhouseMoment(value as number)}"` : stringify(value))
  }
  return `${text},"data":${cold === '' ? '"{}"' : stringify(`{${cold}}`)}`
}

/** The part of a block that rows of `events` are made of. */
type EventBlock = {
  readonly plan: Pick<Block['plan'], 'topic' | 'partition' | 'seq' | 'clock' | 'answers' | 'ruleSet'>
  readonly accepted: readonly Pick<Accepted, 'offset' | 'event' | 'verdict'>[]
}

export const eventRows = ({ plan, accepted }: EventBlock): string => {
  const common =
    `{"topic":${stringify(plan.topic)},"partition":${plan.partition},"seq":${plan.seq},` +
    `"rule_set":"${plan.ruleSet}","seen_at":"${clickhouseMoment(judgedAt(plan))}","offset":`
  let text = ''
  for (const { offset, event, verdict } of accepted) {
    text += `${common}${offset},"verdict":"${verdict}",${envelope(event)}${columns(event)}}\n`
  }
  return text
}

export const hitRows = ({ plan, found }: Block): string => foundRows(found, { ...plan, seenAt: judgedAt(plan) })

/** Rows of `hits`. `seenAt` is the moment people are told at, epoch ms. */
export const foundRows = (
  found: readonly Found[],
  by: { readonly ruleSet: string; readonly partition: number; readonly seq: number; readonly seenAt: number },
): string =>
  lines(
    found.map(({ hit, rule, orgunit, product, channel, actor, triggerAt }) => ({
      hit_id: hit.hitId,
      rule_id: hit.ruleId,
      rule_version: hit.ruleVersion,
      stage: rule.stage,
      rule_group: rule.group,
      severity: hit.severity,
      opens: rule.opens,
      class: rule.class,
      key: hit.key,
      step: hit.step,
      subject: hit.subject,
      orgunit,
      product,
      channel,
      actor,
      at: clickhouseMoment(Date.parse(hit.at)),
      trigger_id: hit.triggerId,
      trigger_at: clickhouseMoment(triggerAt),
      evidence: hit.evidence,
      amount: hit.amount,
      values: stringify(hit.values),
      rule_set: by.ruleSet,
      partition: by.partition,
      seq: by.seq,
      seen_at: clickhouseMoment(by.seenAt),
      sign: 1,
    })),
  )

export const milestoneRows = ({ plan, milestones }: Block): string =>
  lines(
    milestones.map((row) => ({
      ...row,
      at: clickhouseMoment(row.at),
      partition: plan.partition,
      seq: plan.seq,
    })),
  )

export const deadlineRows = ({ plan, deadlines }: Block): string =>
  lines(
    deadlines.map((change) => ({
      rule_id: change.ruleId,
      rule_version: change.ruleVersion,
      key: change.key,
      subject: change.subject,
      orgunit: change.orgunit,
      product: change.product,
      actor: change.actor,
      trigger_id: change.triggerId,
      opened_at: clickhouseMoment(change.openedAt),
      due_at: clickhouseMoment(change.dueAt),
      state: change.state,
      step: change.step,
      at: clickhouseMoment(change.at),
      partition: plan.partition,
      seq: plan.seq,
    })),
  )

/** What became of the block's records: `events` counts them all, `skipped` offsets at which there was none. */
export const blockRow = (block: Block): string => {
  const { plan, accepted, dead, duplicates } = block
  const late = accepted.reduce((count, { verdict }) => count + (verdict === 'late' ? 1 : 0), 0)
  const events = accepted.length + duplicates + dead.length
  return lines([
    {
      topic: plan.topic,
      partition: plan.partition,
      seq: plan.seq,
      from_offset: plan.from,
      to_offset: plan.to,
      clock: clickhouseMoment(plan.clock),
      rule_set: plan.ruleSet,
      watermark: clickhouseMoment(Math.max(0, block.watermark)),
      events,
      ok: accepted.length - late,
      late,
      duplicates,
      dead_letters: dead.length,
      skipped: plan.to - plan.from - events,
      hits: block.found.length,
      open_deadlines: block.openDeadlines,
      window_keys: block.windowKeys,
    },
  ])
}

/** Rows as text, nulls left out. */
const lines = (rows: readonly Readonly<Record<string, unknown>>[]): string => {
  let text = ''
  for (const row of rows) {
    let cells = ''
    for (const name in row) {
      const value = row[name]
      if (value !== null && value !== undefined) cells += `${cells === '' ? '{' : ','}"${name}":${stringify(value)}`
    }
    text += `${cells}}\n`
  }
  return text
}
