import type { EventData, EventTypeName } from '@mingjing/rules/events/catalogue.ts'
import { minute } from '../clock.ts'
import type { Person } from '../staff.ts'
import { keyOf } from '../truth.ts'
import type { Occasion, Plants } from './occasion.ts'

type Product = 'card' | 'car' | 'home' | 'consumption' | 'limit'
type Step = (typeof steps)[number]
const steps = [
  ...['submitted', 'identified', 'scored', 'investigated', 'sentBack', 'resumed', 'reviewed', 'approved'],
  ...['declined', 'issued', 'scanned', 'paid', 'withdrawn', 'requested', 'adjusted'],
] as const

/** One step of a case as it is told: what, by whom if it matters, and what differs from the usual. */
interface Told {
  step: Step
  by?: Role
  data?: Record<string, unknown>
}
type Role = 'manager' | 'investigator' | 'reviewer' | 'second' | 'approver' | 'disburser'
type Line = Step | Told

const stepOf = (line: Line): Step => (typeof line === 'string' ? line : line.step)

/** The event of a step, and who usually does it. */
const eventOf: Record<string, { type: EventTypeName; by: Role | null; data: Record<string, unknown> }> = {
  submitted: { type: 'application.submitted', by: null, data: { amount: 5_000_000, direct: true } },
  identified: { type: 'identity.verified', by: null, data: { method: 'face', result: 'pass' } },
  scored: { type: 'score.produced', by: null, data: { model: 'application-credit', score: 0.7 } },
  investigated: {
    type: 'investigation.completed',
    by: 'investigator',
    data: { method: 'phone', result: 'pass', durationSeconds: 600, reached: true },
  },
  sentBack: {
    type: 'application.returned',
    by: 'reviewer',
    data: { node: 'review-1', reason: 'income proof missing' },
  },
  resumed: { type: 'application.resumed', by: null, data: { node: 'review-1' } },
  reviewed: { type: 'review.completed', by: 'reviewer', data: { node: 'review-1', opinion: 'agree' } },
  approved: {
    type: 'approval.decided',
    by: 'approver',
    data: { decision: 'approved', mode: 'manual', amount: 5_000_000, readSeconds: 240 },
  },
  declined: {
    type: 'approval.decided',
    by: 'approver',
    data: { decision: 'declined', mode: 'manual', amount: 5_000_000, readSeconds: 240 },
  },
  issued: { type: 'card.issued', by: null, data: {} },
  scanned: { type: 'disbursement.scanned', by: null, data: { result: 'clear' } },
  withdrawn: { type: 'application.withdrawn', by: null, data: { reason: 'changed plans' } },
  paid: {
    type: 'disbursement.made',
    by: 'disburser',
    data: { amount: 5_000_000, payeeKind: 'customer', entrusted: false },
  },
  requested: { type: 'limit.requested', by: null, data: { limitBefore: 2_000_000, limitAfter: 3_000_000 } },
  adjusted: {
    type: 'limit.adjusted',
    by: 'approver',
    data: { limitBefore: 2_000_000, limitAfter: 3_000_000, mode: 'manual', temporary: false },
  },
}

/**
 * Tells a case of its own, step after step, twelve minutes apart, outside the ordinary processes, which cannot go wrong
 * in this way. Returns when each step happened.
 */
const tell = (o: Occasion, product: Product, told: readonly Line[]): { subject: string; at: number[] } => {
  const isOver = product === 'limit' || told.some((line) => ['declined', 'issued', 'paid'].includes(stepOf(line)))
  // What nobody finishes is overdue one day, which is another matter.
  const lines = isOver ? told : [...told, 'withdrawn' as const]
  const customer = o.customer()
  const subject = o.subject(product === 'limit' ? 'lim' : 'a')
  const own = (role: Person['role'], index = 0): string =>
    (o.world.staff.at(customer.outlet, role, o.population)[index] as Person).id
  const people: Record<Role, string> = {
    manager: own('manager'),
    investigator: own('investigator'),
    reviewer: own('reviewer'),
    second: own('reviewer', 1),
    approver: own('approver'),
    disburser: own('disburser'),
  }
  const at = lines.map((line, i) => {
    const { step, by, data } = typeof line === 'string' ? ({ step: line } as Told) : line
    const usual = eventOf[step]!
    const actor = by ?? usual.by
    const time = o.at + i * 12 * minute
    o.world.journal.emit(usual.type, time, subject, customer.outlet, {
      product,
      channel: product === 'limit' ? 'mobile' : 'staff',
      customer: customer.id,
      ...(actor && { actor: people[actor] }),
      ...(step === 'investigated' && { recording: `rec-${subject}` }),
      ...(step === 'issued' && { card: `card-${subject.slice(2)}` }),
      ...(step === 'paid' && { payee: `acc-${subject.slice(2)}`, contract: `con-${subject.slice(2)}` }),
      ...usual.data,
      ...data,
    } as EventData<EventTypeName>)
    return time
  })
  return { subject, at: at.slice(0, told.length) }
}

/** A violation that the last line shows. */
const plant = (product: Product, planted: (o: Occasion) => readonly Line[], near: (o: Occasion) => readonly Line[]) => {
  const played = (lines: (o: Occasion) => readonly Line[]) => (o: Occasion) => {
    const { subject, at } = tell(o, product, lines(o))
    o.found({ subject, at: Math.round(at.at(-1) as number), key: keyOf(subject) })
  }
  return { planted: played(planted), near: played(near) }
}

const begun: readonly Line[] = ['submitted', 'identified', 'scored']
const told = (step: Step, data: Record<string, unknown>): Told => ({ step, data })
/** Begun with a request for as much as is approved later. */
const asking = (amount: number): readonly Line[] => [told('submitted', { amount }), 'identified', 'scored']
const role = (actorRole: string) => ({ actorRole })
const back: readonly Line[] = ['sentBack', 'resumed']
const large = { amount: 35_000_000 }
const begunLarge = asking(large.amount)

export const flow: Plants = {
  'issuance.flow-missing-node': plant(
    'card',
    () => [...asking(16_000_000), 'reviewed', told('approved', { amount: 16_000_000 })],
    () => [...asking(15_000_000), 'reviewed', told('approved', { amount: 15_000_000 })],
  ),
  'issuance.flow-wrong-order': plant(
    'card',
    () => [...begun, 'reviewed', 'declined', 'issued'],
    () => [...begun, 'reviewed', 'approved', 'issued'],
  ),
  'issuance.flow-rework': plant(
    'card',
    () => [...begun, 'investigated', ...back, ...back, 'sentBack'],
    () => [...begun, 'investigated', ...back, ...back, 'reviewed', 'approved'],
  ),
  'issuance.flow-too-few-reviews': plant(
    'card',
    () => [...begunLarge, 'investigated', 'reviewed', told('approved', large)],
    () => [...begunLarge, 'investigated', 'reviewed', { step: 'reviewed', by: 'second' }, told('approved', large)],
  ),
  'issuance.flow-same-person': plant(
    'card',
    () => [...begun, 'investigated', 'reviewed', { step: 'approved', by: 'investigator' }],
    () => [...begun, 'investigated', 'reviewed', { step: 'declined', by: 'investigator' }],
  ),
  'issuance.flow-beyond-authority': plant(
    'card',
    ({ turn }) => [
      ...begun,
      'reviewed',
      { step: 'approved', by: 'manager', data: role(turn % 2 === 0 ? 'manager' : 'reviewer') },
    ],
    () => [...begun, 'reviewed', told('approved', { ...role('approver'), authority: 5_000_000 })],
  ),
  'limit.flow-beyond-authority': plant(
    'limit',
    () => ['requested', { step: 'adjusted', by: 'manager', data: role('manager') }],
    () => ['requested', { step: 'adjusted', data: role('approver') }],
  ),
  'instalment.flow-car-missing-node': plant(
    'car',
    () => [...begun, 'reviewed', 'approved'],
    () => [...begun, 'investigated', 'reviewed', 'approved'],
  ),
  'instalment.flow-car-too-few-reviews': plant(
    'car',
    () => [...begunLarge, 'investigated', 'reviewed', told('approved', large)],
    () => [...begunLarge, 'investigated', 'reviewed', { step: 'reviewed', by: 'second' }, told('approved', large)],
  ),
  'instalment.flow-car-same-person': plant(
    'car',
    () => [...begun, 'investigated', 'reviewed', { step: 'approved', by: 'investigator' }],
    () => [...begun, 'investigated', 'reviewed', { step: 'declined', by: 'investigator' }],
  ),
  'instalment.flow-car-beyond-authority': plant(
    'car',
    () => [
      ...begun,
      'investigated',
      'reviewed',
      'approved',
      'scanned',
      { step: 'paid', by: 'manager', data: role('manager') },
    ],
    () => [...begun, 'investigated', 'reviewed', 'approved', 'scanned', { step: 'paid', data: role('disburser') }],
  ),
  'instalment.flow-home-wrong-order': plant(
    'home',
    ({ turn }) =>
      turn % 2 === 0 ? [...begun, 'investigated', 'reviewed', 'declined', 'scanned', 'paid'] : [...begun, 'approved'],
    () => [...begun, 'investigated', 'reviewed', { step: 'reviewed', by: 'second' }, 'declined'],
  ),
  'instalment.flow-home-too-few-reviews': plant(
    'home',
    () => [...begunLarge, 'investigated', 'reviewed', told('approved', large)],
    () => [...begunLarge, 'investigated', 'reviewed', { step: 'reviewed', by: 'second' }, told('approved', large)],
  ),
  'instalment.flow-home-same-person': plant(
    'home',
    () => [...begun, 'investigated', { step: 'reviewed', by: 'investigator' }],
    () => [...begun, 'investigated', { step: 'reviewed', by: 'investigator', data: { opinion: 'disagree' } }],
  ),
  'instalment.flow-consumption-missing-node': plant(
    'consumption',
    () => [...asking(16_000_000), 'reviewed', told('approved', { amount: 16_000_000 })],
    () => [...asking(15_000_000), 'reviewed', told('approved', { amount: 15_000_000 })],
  ),
  'instalment.flow-consumption-wrong-order': plant(
    'consumption',
    () => [...begun, 'reviewed', 'declined', 'scanned', 'paid'],
    () => [...begun, 'reviewed', 'declined'],
  ),
  'instalment.flow-consumption-rework': plant(
    'consumption',
    () => [...begun, 'investigated', ...back, ...back, 'sentBack'],
    () => [...begun, 'investigated', ...back, ...back, 'reviewed', 'approved'],
  ),
}
