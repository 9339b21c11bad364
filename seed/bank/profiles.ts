import { hour } from './clock.ts'
import { type Random, unit } from './random.ts'

/** Shares of a day's business by hour of the day, 0 … 23. */
const online = [2, 1, 1, 0, 0, 1, 2, 4, 6, 8, 9, 9, 8, 7, 8, 8, 7, 7, 7, 8, 9, 9, 7, 4]
const publicHours = [1, 1, 0, 0, 0, 1, 2, 5, 6, 6, 7, 9, 9, 6, 6, 6, 7, 9, 10, 9, 7, 5, 3, 2]
const staffed = [0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 15, 12, 8, 9, 14, 15, 15, 0, 0, 0, 0, 0, 0, 0]

const drawHour = (profile: readonly number[]) => {
  const steps: number[] = []
  for (const [h, share] of profile.entries()) for (let i = 0; i < share; i++) steps.push(h)
  /** Milliseconds since midnight. */
  return (r: Random): number => ((steps[Math.floor(unit(r) * steps.length)] as number) + unit(r)) * hour
}

/** When customers use the app and the web. */
export const atOnlineHour = drawHour(online)
/** When people shop, pay and transfer. */
export const atPublicHour = drawHour(publicHours)
/** When outlets and offices work. */
export const atStaffedHour = drawHour(staffed)
