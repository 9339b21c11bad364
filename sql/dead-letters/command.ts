import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'

export interface Site {
  readonly url: string
  readonly token?: string
}

interface Letter {
  id: string
  state: string
  field: string
  reason: string
  seenAt: string
}

/** Prints the dead letters still open, one a line; a letter's text is read with {@link openCommand}. */
export const listCommand = async (site: Site): Promise<void> => {
  const { deadLetters } = (await ask(site, '/api/dead-letters?state=open')) as { deadLetters: Letter[] }
  for (const { id, field, reason, seenAt } of deadLetters)
    console.log(`${id}  ${seenAt}  ${field === '' ? reason : `${field}: ${reason}`}`)
  console.log(`${deadLetters.length} open`)
}

/** Prints the text of a dead letter as it came. It may hold personal data: the reason goes on record. */
export const openCommand = async (id: string, { reason, ...site }: Site & { reason: string }): Promise<void> => {
  const { text } = (await step(site, id, { kind: 'open', reason })) as { text: string }
  console.log(text)
}

/**
 * Sends a dead letter in again with the text of a file (`-` for standard input), which holds the corrected event.
 * @throws with the field and the reason when the text is still no event.
 */
export const redriveCommand = async (
  id: string,
  file: string,
  { reason, ...site }: Site & { reason: string },
): Promise<void> => {
  const text = file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8')
  await step(site, id, { kind: 'redrive', reason, text })
  console.log(`${id} sent in again`)
}

/** Gives a dead letter up. */
export const discardCommand = async (id: string, { reason, ...site }: Site & { reason: string }): Promise<void> => {
  await step(site, id, { kind: 'discard', reason })
  console.log(`${id} given up`)
}

const step = (site: Site, id: string, body: object) => ask(site, `/api/dead-letters/${encodeURIComponent(id)}`, body)

const ask = async ({ url, token }: Site, path: string, body?: object): Promise<unknown> => {
  const response = await fetch(new URL(path, url), {
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  const answer = (await response.json().catch(() => ({}))) as { error?: string; field?: string }
  if (response.ok) return answer
  const where = answer.field ? `${answer.field}: ` : ''
  throw new Error(`${url} answered ${response.status}: ${where}${answer.error ?? 'no reason given'}`)
}
