import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Ingested } from '@mingjing/sql/runtime.ts'

const linesAtOnce = 1_000
const problemsShown = 20

/**
 * Sends the events of an NDJSON file (`-` for standard input) to a running Mingjing, a thousand at a time.
 * @throws when the site refuses the request, or some events; those are printed with file and line.
 */
export const ingestCommand = async (path: string, options: { url: string; token?: string }): Promise<void> => {
  const input = path === '-' ? process.stdin : createReadStream(path)
  let waiting: { number: number; text: string }[] = []
  let number = 0
  let accepted = 0
  let rejected = 0
  const send = async () => {
    if (waiting.length === 0) return
    const answer = await post(
      waiting.map(({ text }) => text),
      options,
    )
    accepted += answer.accepted
    for (const { index, error } of answer.rejected) {
      if (++rejected <= problemsShown) console.error(`${path}:${waiting[index]?.number}: ${error}`)
    }
    waiting = []
  }
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (text.trim() === '') continue
    waiting.push({ number, text })
    if (waiting.length === linesAtOnce) await send()
  }
  await send()
  console.log(`${accepted} accepted, ${rejected} rejected`)
  if (rejected > 0) throw new Error(`${rejected} events were rejected; they are kept as dead letters`)
}

const post = async (lines: readonly string[], { url, token }: { url: string; token?: string }): Promise<Ingested> => {
  const response = await fetch(new URL('/api/events', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: `${lines.join('\n')}\n`,
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
  return (await response.json()) as Ingested
}
