import { isWorkday, localHour } from '@mingjing/rules/calendar/local.ts'
import { nextWorkingMoment, openingAfter } from '@mingjing/rules/calendar/opening.ts'
import { bankDays } from '@mingjing/sql/bank-days/bank-days.ts'

const hourMs = 3_600_000
/** When an afternoon begins, hour of the bank's day. */
const afternoon = 14

/** A moment an issue can be put off to, epoch ms. */
export interface SnoozeChoice {
  name: 'afternoon' | 'tomorrow' | 'three-days'
  until: number
}

/** What is offered at a moment: this afternoon while it is morning of a working day, then openings of working days. */
export const snoozeChoices = (now: number): SnoozeChoice[] => {
  const calendar = bankDays()
  const hour = localHour(calendar, now)
  const thisHour = now - (now % hourMs)
  const choices: { name: SnoozeChoice['name']; until: number | null }[] = [
    {
      name: 'afternoon',
      until:
        hour !== null && hour < afternoon && isWorkday(calendar, now) ? thisHour + (afternoon - hour) * hourMs : null,
    },
    { name: 'tomorrow', until: openingAfter(calendar, now, 1) },
    { name: 'three-days', until: openingAfter(calendar, now, 3) },
  ]
  return choices.filter((each): each is SnoozeChoice => each.until !== null)
}

/** When an issue put off to `until` comes back: outside of working hours at the next opening. */
export const comesBack = (until: number): number => nextWorkingMoment(bankDays(), until) ?? until
