import { m } from '#lib/paraglide/messages.js'
import { refusalWords } from '#lib/words/refusal-words.ts'
import { invalidate } from '$app/navigation'

/** Keeps or changes a view; null when it was done, else what to show. */
export const keepView = (body: {
  id?: string
  name?: string
  query?: string
  shared?: boolean
}): Promise<string | null> =>
  send('/api/views', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

export const deleteView = (id: string): Promise<string | null> =>
  send(`/api/views?id=${encodeURIComponent(id)}`, { method: 'DELETE' })

const send = async (path: string, init: RequestInit): Promise<string | null> => {
  const answer = await fetch(path, init).catch(() => null)
  if (answer === null) return m.tile_failed()
  if (!answer.ok) {
    const said = (await answer.json()) as { zh?: string; en?: string; error?: string }
    return refusalWords(said) || m.tile_failed()
  }
  await invalidate('desk:views')
  return null
}
