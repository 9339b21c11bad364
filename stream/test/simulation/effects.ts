import { leadsTo } from '@mingjing/sql/issues/hit.ts'
import { issueKey } from '@mingjing/sql/issues/key.ts'
import type { Block } from '../../block/block.ts'
import { judgedAt } from '../../block/clock.ts'
import { copiesOf } from '../../block/copies.ts'
import { issueHitsOf } from '../../sink/postgres.ts'

export interface Effect {
  readonly kind: 'issue hit' | 'reminder' | 'dead letter' | 'gap' | 'personal value'
  /** What it is, whichever block it came in. */
  readonly what: string
  /** What else depends on the block. */
  readonly how: string
}

/** What people would see of a block: one row of Postgres each. */
export const effectsOf = (block: Block): Effect[] => {
  const { plan, found, dead, accepted, personal } = block
  const leading = found.filter(({ rule }) => rule.opens !== 'record')
  const when = `${judgedAt(plan)}`
  return [
    ...issueHitsOf(leading, plan.ruleSet, copiesOf(block, leading)).map((hit): Effect => {
      const copies = hit.copies.map(({ source, id }) => `${source}#${id}`).join()
      return leadsTo(hit) === 'issue'
        ? { kind: 'issue hit', what: `${hit.hitId} ${issueKey(hit.subject, hit.ruleGroup)}`, how: `${when} ${copies}` }
        : { kind: 'reminder', what: hit.hitId, how: when }
    }),
    ...dead.map(({ offset, code, field, text }): Effect => {
      return { kind: 'dead letter', what: `${offset} ${code} ${field} ${text.length}`, how: `${plan.answers.wall}` }
    }),
    ...accepted
      .filter(({ verdict }) => verdict === 'late')
      .map(({ offset, event, behindMs }): Effect => {
        return { kind: 'gap', what: `${offset} ${event.source}#${event.id}`, how: `${behindMs} ${plan.answers.wall}` }
      }),
    ...personal.map(({ field, value }): Effect => ({ kind: 'personal value', what: `${field} ${value}`, how: '' })),
  ]
}
