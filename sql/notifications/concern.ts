import { mayConcern } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Notice } from '../live/notices.ts'

/** Whether a notice of new notifications may be about somebody; what they see of them is asked then. */
export const concerns = (notice: Extract<Notice, { kind: 'notifications' }>, scope: Scope): boolean =>
  notice.people === null ||
  notice.units === null ||
  notice.people.some((personId) => mayConcern(scope, { personId, orgunit: '' })) ||
  notice.units.some((orgunit) => mayConcern(scope, { personId: null, orgunit }))
