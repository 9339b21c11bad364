import type { HeldAt } from './witness.ts'

/** Where a worker is put to sleep: anywhere, about an insert into ClickHouse, or half-way through its transaction. */
export type Asleep = 'anywhere' | HeldAt | 'in-transaction'

export type Fault = { readonly kind: 'join' | 'leave' | 'kill' } | { readonly kind: 'zombie'; readonly asleep: Asleep }

const everyPlace: readonly Asleep[] = ['before-insert', 'anywhere', 'in-transaction', 'after-insert']

export interface Share {
  /** Joins and leaves together. */
  readonly changes: number
  /** kill -9, after which another worker starts. */
  readonly kills: number
  readonly zombies: number
}

/** So many workers at once. */
export const mostMembers = 3

/**
 * So many faults in an order by chance. A zombie and a leave want another worker beside them, and there are three at
 * most. @param first which place the first zombie sleeps at, of those there are in turn
 */
export const planFaults = (
  random: () => number,
  { changes, kills, zombies }: Share,
  members: number,
  first: number,
): Fault[] => {
  const left = { change: changes, kill: kills, zombie: zombies }
  let count = members
  const faults: Fault[] = []
  for (;;) {
    const open = (['change', 'kill', 'zombie'] as const).filter(
      (kind) => left[kind] > 0 && (kind !== 'zombie' || count > 1),
    )
    // A zombie that has to wait for company is given some.
    if (open.length === 0 && left.zombie === 0) return faults
    const kind = open.length === 0 ? 'change' : open[Math.floor(random() * open.length)]!
    left[kind]--
    if (kind === 'kill') faults.push({ kind })
    else if (kind === 'zombie')
      faults.push({ kind, asleep: everyPlace[(first + zombies - 1 - left.zombie) % everyPlace.length]! })
    else {
      const isJoin = count === 1 || (count < mostMembers && random() < 0.5)
      count += isJoin ? 1 : -1
      faults.push({ kind: isJoin ? 'join' : 'leave' })
    }
  }
}
