import { postJson } from '#lib/shell/post.ts'
import { refusalWords } from '#lib/words/refusal-words.ts'

/** What the server answers to a step with a dead letter. */
export type Stepped = { kind: 'done'; text: string | null } | { kind: 'refused'; field: string; words: string }

/** One step with a dead letter; a network fault is an outcome too. */
export const stepDeadLetter = async (
  id: string,
  step: { kind: 'open' | 'redrive' | 'discard'; reason: string; text?: string },
): Promise<Stepped> => {
  const answer = await postJson(`/api/dead-letters/${encodeURIComponent(id)}`, step)
  if (answer === null) return { kind: 'refused', field: '', words: '' }
  const body = (await answer.json().catch(() => ({}))) as {
    text?: string
    field?: string
    zh?: string
    en?: string
    error?: string
  }
  if (answer.ok) return { kind: 'done', text: body.text ?? null }
  return { kind: 'refused', field: body.field ?? '', words: refusalWords(body) }
}

/** A text that is JSON, spread over lines so that a person can find the place; any other as it is. */
export const spread = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
