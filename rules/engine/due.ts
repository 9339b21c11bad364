/** A queue by moment: a binary heap of items that know when they are next due. */
export interface Timed {
  nextAt: number
}

export const createQueue = <T extends Timed>() => {
  const heap: T[] = []
  const swap = (a: number, b: number) => {
    const item = heap[a]!
    heap[a] = heap[b]!
    heap[b] = item
  }
  return {
    push(item: T) {
      let at = heap.push(item) - 1
      while (at > 0) {
        const parent = (at - 1) >> 1
        if (heap[parent]!.nextAt <= heap[at]!.nextAt) break
        swap(at, parent)
        at = parent
      }
    },
    /** The earliest item, left where it is. */
    first: (): T | undefined => heap[0],
    /** The earliest item if it is due by `until`, taken out. */
    takeDue(until: number): T | undefined {
      const first = heap[0]
      if (!first || first.nextAt > until) return undefined
      const last = heap.pop()!
      if (heap.length === 0) return first
      heap[0] = last
      for (let at = 0; ; ) {
        const left = at * 2 + 1
        if (left >= heap.length) break
        const right = left + 1
        const least = right < heap.length && heap[right]!.nextAt < heap[left]!.nextAt ? right : left
        if (heap[at]!.nextAt <= heap[least]!.nextAt) break
        swap(at, least)
        at = least
      }
      return first
    },
    clear() {
      heap.length = 0
    },
  }
}
