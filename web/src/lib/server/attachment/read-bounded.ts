/** The bytes of a body, or null when it has more than `most`: what comes after is not read. */
export const readBounded = async (
  body: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<Uint8Array | null> => {
  const pieces: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop cancels the stream.
  for await (const piece of body ?? []) {
    bytes += piece.byteLength
    if (bytes > most) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
