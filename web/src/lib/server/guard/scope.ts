import { type Scope, scopeOf, serviceScope } from '@mingjing/sql/access/scope.ts'
import { error } from '@sveltejs/kit'

/** In whose name an endpoint reads: the person signed in, or the service whose token came. */
export const callerScope = (locals: App.Locals): Scope => {
  if (locals.service) return serviceScope(locals.service)
  if (locals.person && !locals.forbidden) return scopeOf(locals.person)
  error(403, 'forbidden', { error: 'not permitted' })
}
