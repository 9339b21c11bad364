/** Work whose answer is given to everybody who asks within `ms` of its start: asking often costs no more than once. */
export const sharedFor = <T>(
  ms: number,
  work: () => Promise<T>,
  clock: () => number = Date.now,
): (() => Promise<T>) => {
  let begun: { at: number; answer: Promise<T> } | undefined
  return () => {
    const now = clock()
    if (begun === undefined || now - begun.at >= ms || now < begun.at) begun = { at: now, answer: work() }
    return begun.answer
  }
}
