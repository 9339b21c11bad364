/** Places for bodies being held in memory: so many in the whole process, so many for one person. */
export const slots = (inAll: number, each: number) => {
  const held = new Map<string, number>()
  let taken = 0
  return {
    /** Runs what holds a body, or answers null at once when no place is free. */
    async hold<T>(personId: string, run: () => Promise<T>): Promise<T | null> {
      const own = held.get(personId) ?? 0
      if (taken >= inAll || own >= each) return null
      taken += 1
      held.set(personId, own + 1)
      try {
        return await run()
      } finally {
        taken -= 1
        const left = held.get(personId)! - 1
        if (left === 0) held.delete(personId)
        else held.set(personId, left)
      }
    },
  }
}
