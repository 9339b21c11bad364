import type { CheckedDeadlineRule, CheckedParameter } from './checked.ts'
import { checkKey, namesOf, typesOf } from './event-types.ts'
import type { DeadlineRule } from './rule.ts'
import type { Read, Tell } from './tell.ts'

type Role = 'expect' | 'pause' | 'resume' | 'restart'

/** The events after an opening: what meets it, what its clock stands still from and runs from again, what opens it anew. */
export const checkDeadlineEvents = (
  rule: DeadlineRule,
  params: Record<string, CheckedParameter>,
  read: Read,
  tell: Tell,
): Pick<CheckedDeadlineRule, Role | `${Role}Where`> => {
  const typesOfRole = (role: Role) => {
    const written = rule[role]
    const types = written === undefined ? [] : typesOf(written, [role], tell)
    checkKey(rule.key ?? ['subject'], types, role, tell)
    if (written === undefined && rule[`${role}Where`] !== undefined)
      tell([`${role}Where`], 'shape', `"${role}Where" needs "${role}", the events it is asked of`)
    return types
  }
  const [expect, pause, resume, restart] = (['expect', 'pause', 'resume', 'restart'] as const).map(typesOfRole)
  if (rule.pause !== undefined && rule.resume === undefined)
    tell(['pause'], 'shape', '"pause" needs "resume", the events from which on the clock runs again')
  if (rule.resume !== undefined && rule.pause === undefined)
    tell(['resume'], 'shape', '"resume" needs "pause", the events from which on the clock stands still')
  const where = (role: Role, types: ReturnType<typeof typesOfRole>) =>
    types.length === 0 ? null : read([`${role}Where`], rule[`${role}Where`], { types, params, measures: {} }, ['bool'])
  return {
    expect: namesOf(expect!),
    expectWhere: where('expect', expect!),
    pause: namesOf(pause!),
    pauseWhere: where('pause', pause!),
    resume: namesOf(resume!),
    resumeWhere: where('resume', resume!),
    restart: namesOf(restart!),
    restartWhere: where('restart', restart!),
  }
}
