import { dayKey } from '#lib/format/moment.ts'

/** Rows by their day in the bank's zone, both in the order they came. */
export const byDay = <Row extends { at: number }>(rows: readonly Row[]): { day: string; rows: Row[] }[] => {
  const days: { day: string; rows: Row[] }[] = []
  for (const row of rows) {
    const day = dayKey(row.at)
    const last = days.at(-1)
    if (last?.day === day) last.rows.push(row)
    else days.push({ day, rows: [row] })
  }
  return days
}
