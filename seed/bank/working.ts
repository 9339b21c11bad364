import { dayNumber, hour, instantOf, minute, startOfDay } from './clock.ts'

/** Public holidays and make-up working days as announced by the State Council for 2025 and 2026; other years: weekends. */
const holidays: [from: string, to: string][] = [
  ['2025-01-01', '2025-01-01'],
  ['2025-01-28', '2025-02-04'],
  ['2025-04-04', '2025-04-06'],
  ['2025-05-01', '2025-05-05'],
  ['2025-05-31', '2025-06-02'],
  ['2025-10-01', '2025-10-08'],
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
]
const makeUpDays = [
  '2025-01-26',
  '2025-02-08',
  '2025-04-27',
  '2025-09-28',
  '2025-10-11',
  '2026-01-04',
  '2026-02-14',
  '2026-02-28',
  '2026-05-09',
  '2026-09-20',
  '2026-10-10',
]

const numberOf = (date: string): number => dayNumber(instantOf(date))
const off = new Set<number>()
for (const [from, to] of holidays) for (let number = numberOf(from); number <= numberOf(to); number++) off.add(number)
const on = new Set(makeUpDays.map(numberOf))

/** Whether the bank works on that local day. 1970-01-01 was a Thursday. */
export const isWorkday = (number: number): boolean => {
  if (off.has(number)) return false
  if (on.has(number)) return true
  const weekday = (number + 3) % 7
  return weekday < 5
}

/** Opening hours of the staff; the lunch break is covered in turns. */
export const opening = 9 * hour
export const closing = 17 * hour

/** The first working instant not before `at`. */
export const nextOpening = (at: number): number => {
  let number = dayNumber(at)
  if (isWorkday(number) && at < startOfDay(number) + closing) return Math.max(at, startOfDay(number) + opening)
  do number++
  while (!isWorkday(number))
  return startOfDay(number) + opening
}

/** `at` plus that much working time; begins at the next opening when `at` lies outside. */
export const afterWorking = (at: number, duration: number): number => {
  let now = nextOpening(at)
  let rest = duration
  for (;;) {
    const left = startOfDay(dayNumber(now)) + closing - now
    if (rest < left) return now + rest
    rest -= left
    now = nextOpening(startOfDay(dayNumber(now)) + closing + minute)
  }
}

/** The working day that is `count` working days after `number`. */
export const workdayAfter = (number: number, count: number): number => {
  let now = number
  for (let left = count; left > 0; ) {
    now++
    if (isWorkday(now)) left--
  }
  return now
}
