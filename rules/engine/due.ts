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
  const sink = (from: number) => {
    for (let at = from; ; ) {
      const left = at * 2 + 1
      if (left >= heap.length) break
      const right = left + 1
      const least = right < heap.length && heap[right]!.nextAt < heap[left]!.nextAt ? right : left
      if (heap[at]!.nextAt <= heap[least]!.nextAt) break
      swap(at, least)
      at = least
    }
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
      sink(0)
      return first
    },
    size: () => heap.length,
    /** Throws away the items that are not wanted (Floyd 1964: linear in what stays). */
    keep(wanted: (item: T) => boolean) {
      let kept = 0
      for (const item of heap) if (wanted(item)) heap[kept++] = item
      heap.length = kept
      for (let at = (kept >> 1) - 1; at >= 0; at--) sink(at)
    },
  }
}
