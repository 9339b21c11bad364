import type { Calendar } from '../calendar/compile.ts'
import { localDay } from '../calendar/local.ts'
import type { Value } from '../events/event.ts'
import type { ListIndex } from '../language/list.ts'

/** Whether a value stands on a list on the local day of a moment; absent, it never does. */
export const onList = (list: ListIndex, value: Value | undefined, calendar: Calendar, ms: number): boolean => {
  const entries = typeof value === 'string' ? list.get(value) : undefined
  if (!entries) return false
  const day = localDay(calendar, ms)
  if (day === null) return false
  for (const { fromDay, toDay } of entries)
    if ((fromDay === null || fromDay <= day) && (toDay === null || day <= toDay)) return true
  return false
}
