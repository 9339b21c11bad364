import { m } from '#lib/paraglide/messages.js'
import { toasts } from '#lib/shell/toasts.svelte.ts'
import { inWords } from '#lib/words/language.ts'
import { wordFor } from '#lib/words/named.ts'
import type { SubmitFunction } from '$app/forms'
import { page } from '$app/state'
import type { PeopleAnswer } from './view.ts'

/** Where a form of the page goes: the rest of the address stays as it is. */
export const formTo = (action: string): string => `?/${action}${page.url.search.replace('?', '&')}`

/** Says what came of a form; what is told once stays on the page. */
export const sent: SubmitFunction =
  () =>
  async ({ result, update }) => {
    const answer = ('data' in result ? result.data : undefined) as PeopleAnswer | undefined
    if (result.type === 'success') toasts.show(wordFor('people_done', answer?.done ?? ''))
    else toasts.show(answer?.refused ? inWords(answer.refused) : m.people_failed(), 'problem')
    await update({ reset: result.type === 'success' })
  }

/** The address of the page with some of its parameters changed; null takes one away. */
export const peopleHref = (changed: Record<string, string | null>): string => {
  const query = new URLSearchParams([...page.url.searchParams])
  for (const name of [...query.keys()]) if (name.startsWith('/')) query.delete(name)
  for (const [name, value] of Object.entries(changed))
    if (value === null) query.delete(name)
    else query.set(name, value)
  return `/people?${query}`
}
