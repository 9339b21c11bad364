/** Pieces as the body of an answer: the next is read when the one before has been taken. */
export const asBody = (pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> => {
  const left = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (controller) => {
      const next = await left.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: async () => {
      await left.return?.()
    },
  })
}
