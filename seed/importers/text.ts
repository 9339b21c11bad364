import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** The text of a file in pieces, unpacked when its name ends in `.gz`. Reads as UTF-8; errors are those of the system. */
export async function* textOf(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file)
  let stream: Readable = bytes
  if (file.endsWith('.gz')) {
    const unpacked = createGunzip()
    bytes.on('error', (error) => unpacked.destroy(error))
    stream = bytes.pipe(unpacked)
  }
  stream.setEncoding('utf8')
  for await (const piece of stream) yield piece as string
}
