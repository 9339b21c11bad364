import type { EventTypeName } from '@mingjing/rules/events/catalogue.ts'
import type { Event } from '@mingjing/rules/events/event.ts'

/** Event types that are one step in the life of a case. */
const steps: Partial<Record<EventTypeName, string>> = {
  'estimate.made': 'estimated',
  'application.submitted': 'submitted',
  'application.returned': 'returned',
  'application.resumed': 'resumed',
  'application.withdrawn': 'withdrawn',
  'identity.verified': 'verified',
  'investigation.started': 'investigating',
  'investigation.completed': 'investigated',
  'review.assigned': 'assigned',
  'review.completed': 'reviewed',
  'offer.made': 'offered',
  'limit.requested': 'submitted',
  'limit.adjusted': 'adjusted',
  'disbursement.scanned': 'scanned',
  'disbursement.made': 'disbursed',
  'card.issued': 'issued',
  'card.activated': 'activated',
  'collection.assigned': 'case-assigned',
  'appointment.booked': 'booked',
  'appointment.arrived': 'arrived',
  'complaint.filed': 'filed',
  'complaint.answered': 'answered',
}

/**
 * The step an event stands for, or null. A decision to send back is no decision; an overdue stage is a step of its own
 * (`M1` … `written-off`), so that roll rates are counts of steps.
 */
export const stepOf = (event: Event): string | null => {
  if (event.type === 'approval.decided') return event.data.decision === 'returned' ? 'sent-back' : 'decided'
  if (event.type === 'collection.staged') return String(event.data.stage)
  return steps[event.type] ?? null
}

/** Steps from which a case is measured; before the first of them there is no time since the start. */
export const starts: ReadonlySet<string> = new Set(['submitted', 'booked', 'filed'])
