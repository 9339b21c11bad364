import { startOf } from '@mingjing/rules/calendar/compile.ts'
import { isWorkday, localDay } from '@mingjing/rules/calendar/local.ts'
import { bankDays } from '../bank-days/bank-days.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** When a person may be told, in minutes of the bank's day; null where they have not said. */
export interface DeliveryTimes {
  readonly quietFrom: number | null
  readonly quietTo: number | null
  readonly digestAt: number | null
}

export const anyTime: DeliveryTimes = { quietFrom: null, quietTo: null, digestAt: null }

/** Start of the bank's day a moment lies in, epoch ms. */
const midnight = (ms: number): number => startOf({ offsets: bankDays().offsets, opensAt: 0 }, localDay(bankDays(), ms)!)

/** The end of the quiet hours a moment falls into, else the moment; epoch ms. */
export const afterQuiet = ({ quietFrom: from, quietTo: to }: DeliveryTimes, ms: number): number => {
  if (from === null || to === null || from === to) return ms
  const start = midnight(ms)
  const minute = (ms - start) / minuteMs
  const end = start + to * minuteMs
  if (from < to) return minute >= from && minute < to ? end : ms
  if (minute < to) return end
  return minute >= from ? midnight(start + dayMs * 1.5) + to * minuteMs : ms
}

/** When something told at a moment goes out: at once or with the next working day's digest, and not in quiet hours. */
export const whenDue = (times: DeliveryTimes, ms: number): number => {
  if (times.digestAt === null) return afterQuiet(times, ms)
  // Half a day past midnight lies in the next day whatever the clocks do.
  for (let start = midnight(ms), days = 0; days < 40; days++, start = midnight(start + dayMs * 1.5)) {
    const digest = start + times.digestAt * minuteMs
    if (digest > ms && isWorkday(bankDays(), start)) return afterQuiet(times, digest)
  }
  // Beyond the years of the calendar nothing is a working day.
  return afterQuiet(times, ms)
}
