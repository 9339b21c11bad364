import { may, type Scope } from './scope.ts'

/** Who may arrange the work of others within their units, skills, absences, automatic assignment: leads and administrators. */
export const mayArrange = (scope: Scope): boolean => may(scope, 'issues:lead') || may(scope, 'people:write')
