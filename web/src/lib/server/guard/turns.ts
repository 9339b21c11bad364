/**
 * Counts what anybody may ask for in spans of time, by who asks and in all.
 * @returns a function that takes a turn: 0, or the seconds to wait
 */
export const turns = ({ each, inAll, spanMs }: { each: number; inAll: number; spanMs: number }) => {
  const taken = new Map<string, number>()
  let all = 0
  let until = 0
  return (who: string, now: number): number => {
    if (now >= until) {
      taken.clear()
      all = 0
      until = now + spanMs
    }
    const own = taken.get(who) ?? 0
    if (own >= each || all >= inAll) return Math.ceil((until - now) / 1000)
    taken.set(who, own + 1)
    all += 1
    return 0
  }
}
