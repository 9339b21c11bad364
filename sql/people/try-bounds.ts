import { isIPv4, isIPv6 } from 'node:net'

/** Wrong tries of a name, and of an address behind which many people sit, before it is locked. */
export const tryLimit = { login: 10, address: 100 } as const
/** Wrong tries farther back than this, ms, no longer count. */
export const trySpan = 15 * 60_000
/** Wrong tries of a name before the next has to wait. */
export const freeTries = 5
/** How long the first lock stands, ms; each that follows within a day twice as long, up to {@link longestLock}. */
export const lockSpan = 15 * 60_000
export const longestLock = 2 * 3_600_000

/** How long the next try waits after so many wrong ones, ms: 10 s, 20 s, 40 s … */
export const waitAfter = (tries: number): number => (tries < freeTries ? 0 : 10_000 * 2 ** (tries - freeTries))

/** What of an address is counted together: an IPv4 address, or the /64 of an IPv6 one, which is one subscriber's. */
export const addressBound = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined && isIPv4(mapped)) return mapped
  const [bare] = address.split('%')
  if (!isIPv6(bare!)) return address.slice(0, 64)
  const [head, tail] = bare!.split('::')
  const groups = head === '' ? [] : head!.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const full =
    tail === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - after.length).fill('0'), ...after]
  return `${full
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
