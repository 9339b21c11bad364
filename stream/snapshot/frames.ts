import { promisify } from 'node:util'
import { zstdCompress, zstdDecompressSync } from 'node:zlib'

const compress = promisify(zstdCompress)

/** Text of one frame, about: large enough to compress well, small enough that the worker answers meanwhile. */
const frameCharacters = 2_000_000
const lengthBytes = 4

/**
 * Rows of plain JSON as bytes: frames of a length (32 bits, little end first) and a JSON array of rows, compressed. Never
 * more than a frame is held as text, however many rows there are.
 */
export const writeFrames = async (rows: Iterable<unknown>): Promise<Buffer> => {
  const frames: Buffer[] = []
  let texts: string[] = []
  let characters = 0
  const close = async () => {
    const frame = await compress(Buffer.from(`[${texts.join(',\n')}]`))
    const length = Buffer.alloc(lengthBytes)
    length.writeUInt32LE(frame.length)
    frames.push(length, frame)
    texts = []
    characters = 0
  }
  for (const row of rows) {
    const text = JSON.stringify(row)
    texts.push(text)
    characters += text.length
    if (characters >= frameCharacters) await close()
  }
  if (texts.length > 0) await close()
  return Buffer.concat(frames)
}

/** The rows of such bytes, a frame at a time. @throws when they are no such bytes. */
export function* readFrames(bytes: Uint8Array): Generator<unknown> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < buffer.length; ) {
    const from = at + lengthBytes
    at = from + buffer.readUInt32LE(at)
    yield* JSON.parse(zstdDecompressSync(buffer.subarray(from, at)).toString('utf8')) as unknown[]
  }
}
