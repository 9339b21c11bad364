import { error } from '@sveltejs/kit'
import type { Person } from '../auth/person.ts'

/** The person a page or action works for. Every load and action begins with it; the hook has already decided. */
export const allowed = (locals: App.Locals): Person => {
  if (locals.forbidden || !locals.person) error(403, 'forbidden', { error: 'not permitted' })
  return locals.person
}
