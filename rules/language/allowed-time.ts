import type { CheckedDeadlineRule, CheckedParameter } from './checked.ts'
import { type Duration, isWorking, maxWindowMs, parseDuration } from './duration.ts'
import { suggestion } from './nearest.ts'
import type { DeadlineRule } from './rule.ts'
import type { Tell } from './tell.ts'

type Spans = Pick<CheckedDeadlineRule, 'within' | 'remind'>

/** Time allowed and reminders: one kind of time in a rule, wall or working. */
export const checkSpans = (rule: DeadlineRule, params: Record<string, CheckedParameter>, tell: Tell): Spans | null => {
  const named = /^param\.(\w+)$/.exec(rule.within)?.[1]
  const parameter = named !== undefined && Object.hasOwn(params, named) ? params[named] : undefined
  if (named !== undefined && parameter?.type !== 'text') {
    const near = suggestion(named, Object.keys(params))
    tell(
      ['within'],
      'duration',
      parameter ? `param.${named} is not a text such as 3wd` : `the rule has no parameter "${named}"${near}`,
    )
    return null
  }
  const written = parameter ? String(parameter.default) : rule.within
  const within = allowedTime(written)
  if (typeof within === 'string') {
    tell(named === undefined ? ['within'] : ['params', named, 'default'], 'duration', within)
    return null
  }
  const remind: Duration[] = []
  for (const [i, text] of (rule.remind ?? []).entries()) {
    const before = parseDuration(text)
    if (!before) tell(['remind', i], 'duration', `"${text}" is no duration; write 30m, 24h, 2wd or 4wh`)
    else if (isWorking(before) !== isWorking(within))
      tell(['remind', i], 'duration', 'a reminder counts the same kind of time as "within": wall or working')
    else remind.push(before)
  }
  return { within: named === undefined ? within : { kind: 'param', name: named }, remind }
}

const longestWorkdays = 250
const longestWorkingMs = 2_000 * 3_600_000

/** The time a deadline allows, or why a text is none. Working time is bounded so that it stays below 400 days. */
export const allowedTime = (text: string): Duration | string => {
  const duration = parseDuration(text)
  if (!duration) return `"${text}" is no duration; write 30m, 24h, 15d, 3wd or 8wh`
  const tooLong =
    (duration.kind === 'wall' && duration.ms > maxWindowMs) ||
    (duration.kind === 'workdays' && duration.workdays > longestWorkdays) ||
    (duration.kind === 'working' && duration.workingMs > longestWorkingMs)
  return tooLong ? 'a deadline is at most 400d, 250wd or 2000wh' : duration
}
