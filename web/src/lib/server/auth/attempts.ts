/** At most this many password checks per account within {@link attemptSpan}. */
export const attemptLimit = 10
export const attemptSpan = 15 * 60_000
/** Accounts remembered at once; a spray over more names than this forgets the oldest, it does not grow memory. */
const remembered = 50_000

export interface Attempts {
  /** Takes one attempt of `account` at `now` (ms). False when none is left. */
  take(account: string, now: number): boolean
  /** Forgets an account after a right password. */
  clear(account: string): void
}

/** Counts attempts in this process, by the name typed, whether such an account exists or not. */
export const countAttempts = (): Attempts => {
  const taken = new Map<string, number[]>()
  return {
    take(account, now) {
      const recent = (taken.get(account) ?? []).filter((at) => at > now - attemptSpan)
      if (recent.length >= attemptLimit) return false
      recent.push(now)
      taken.delete(account)
      taken.set(account, recent)
      if (taken.size > remembered) taken.delete(taken.keys().next().value!)
      return true
    },
    clear(account) {
      taken.delete(account)
    },
  }
}
