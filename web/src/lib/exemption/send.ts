import type { Sent } from '#lib/change/send.ts'
import { language } from '#lib/words/language.ts'

export const sendRequest = (body: object): Promise<Sent> => post('/api/exemptions', body)
export const sendStep = (id: number, step: string, note: string): Promise<Sent> =>
  post(`/api/exemptions/${id}`, { step, note })

/** Sends one wish of a person; a refusal comes with its words in their language. */
export const post = async (path: string, body: unknown): Promise<Sent> => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null)
  if (answer === null) return { kind: 'refused', code: 'network', words: '' }
  if (answer.ok) return { kind: 'done' }
  const said = (await answer.json().catch(() => ({}))) as { refused?: string; zh?: string; en?: string; error?: string }
  const words = (language() === 'en' ? said.en : said.zh) ?? said.error ?? ''
  return { kind: 'refused', code: said.refused ?? String(answer.status), words }
}
