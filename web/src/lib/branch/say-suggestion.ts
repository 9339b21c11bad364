import { decimal } from '#lib/format/number.ts'
import { m } from '#lib/paraglide/messages.js'
import { slotTime } from './below.ts'
import type { Expected, Suggestion } from './expected.ts'

/** What to do, in words. */
export const sayWhat = (each: Suggestion, unitName: (id: string) => string): string => {
  const time = slotTime(each.slot.slot)
  switch (each.kind) {
    case 'open':
      return m.branch_do_open({ time, count: each.short })
    case 'shift':
      return m.branch_do_shift({ time, from: unitName(each.from ?? '') })
    case 'invite':
      return m.branch_do_invite({ count: each.later })
  }
}

/** Why, in numbers. */
export const sayReason = (each: Suggestion, rates: Expected['rates']): string => {
  const { slot } = each
  if (each.kind === 'invite')
    return m.branch_why_invite({ hours: decimal(each.halfHours / 2, 1), spare: each.spare, later: each.later })
  const arrivals = slot.walkIns + slot.booked
  const reason = m.branch_why_short({
    arrivals: decimal(arrivals, 1),
    walkIns: decimal(slot.walkIns, 1),
    booked: decimal(slot.booked, 1),
    minutes: decimal((arrivals * rates.atCounter * rates.seconds) / 60, 0),
    needed: slot.needed,
    windows: slot.windows,
  })
  return each.kind === 'shift' ? `${reason} ${m.branch_why_shift({ spare: each.spare ?? 0 })}` : reason
}
