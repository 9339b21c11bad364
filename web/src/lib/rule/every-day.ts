import type { Day } from '#lib/chart/option/per-day.ts'

const dayMs = 86_400_000

/** A row for every day from `from` on up to `to`, which is left out; a day nobody counted is zero, the last still goes on. */
export const everyDay = (
  { from, to }: { from: string; to: string },
  counts: ReadonlyMap<string, number>,
  label: (date: string) => string,
): Day[] => {
  const days: Day[] = []
  const end = Date.parse(to)
  for (let ms = Date.parse(from); ms < end; ms += dayMs) {
    const date = new Date(ms).toISOString().slice(0, 10)
    days.push({ label: label(date), value: counts.get(date) ?? 0, unfinished: ms + dayMs === end })
  }
  return days
}
