import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { minute } from '../../clock.ts'
import type { Occasion, Plants } from '../occasion.ts'
import { type Trace, trace, turns } from './traces.ts'

/** Reviews and decisions of which nothing else of the case is told, by people who do nothing else. */

type Decided = EventData<'approval.decided'>

/** Approved by hand unless told otherwise. */
const decided = (o: Occasion, one: Trace, after: number, data: Partial<Decided> = {}) => ({
  subject: one.subject,
  at: one.emit('approval.decided', after, {
    actor: o.subject('e'),
    mode: 'manual',
    decision: 'approved',
    amount: 4_000_000,
    customer: one.customer.id,
    ...data,
  }),
})

export const issuanceDecisions: Plants = {
  'issuance.one-terminal-many-approvers': turns([2, 3], [1], (o, approvers) => {
    const workstation = o.subject('ws')
    const actors = Array.from({ length: approvers }, () => o.subject('e'))
    decided(o, trace(o), 0, { workstation, actor: actors[0] as string })
    return decided(o, trace(o), 12 * minute, { workstation, actor: actors.at(-1) as string })
  }),
}
