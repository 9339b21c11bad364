/** Smallest-first queue of numbers in one array (binary heap). */
export interface Heap {
  readonly items: number[]
}

export const push = (heap: Heap, value: number): void => {
  const { items } = heap
  let at = items.length
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (items[parent]! <= value) break
    items[at] = items[parent]!
    at = parent
  }
  items[at] = value
}

/** Takes the smallest away; undefined when empty. */
export const pop = (heap: Heap): number | undefined => {
  const { items } = heap
  const top = items[0]
  const last = items.pop()
  if (last === undefined || items.length === 0) return top
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= items.length) break
    if (child + 1 < items.length && items[child + 1]! < items[child]!) child++
    if (items[child]! >= last) break
    items[at] = items[child]!
    at = child
  }
  items[at] = last
  return top
}
