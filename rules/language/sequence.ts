import type { EventType } from '../events/type.ts'
import type { CheckedParameter, CheckedRule, CheckedSequenceRule } from './checked.ts'
import { maxWindowMs, parseWall } from './duration.ts'
import { checkKey, namesOf, typesOf } from './event-types.ts'
import type { SequenceRule } from './rule.ts'
import type { Scope } from './scope.ts'
import type { Read, Tell } from './tell.ts'

type Sequence = Omit<CheckedSequenceRule, keyof CheckedRule | 'when'> & { readonly judged: Partial<Scope> }

/** The second event, what may undo the first, and the scope of `when` and `amount`. */
export const checkSequence = (
  rule: SequenceRule,
  on: readonly EventType[],
  params: Record<string, CheckedParameter>,
  read: Read,
  tell: Tell,
): Sequence | null => {
  const followed = typesOf(rule.then, ['then'], tell)
  const without = rule.without === undefined ? [] : typesOf(rule.without, ['without'], tell)
  for (const [types, of] of [
    [followed, 'then'],
    [without, 'without'],
  ] as const)
    checkKey(rule.key ?? ['subject'], types, of, tell)
  const thenWhere = read(['thenWhere'], rule.thenWhere, { types: followed, params, measures: {} }, ['bool'])
  const withoutWhere = read(['withoutWhere'], rule.withoutWhere, { types: without, params, measures: {} }, ['bool'])
  if (rule.withoutWhere !== undefined && rule.without === undefined)
    tell(['withoutWhere'], 'shape', '"withoutWhere" needs "without", the events it is asked of')
  const withinMs = parseWall(rule.within)
  if (withinMs === null) tell(['within'], 'duration', 'a sequence is within wall-clock time such as 30m, 24h or 7d')
  else if (withinMs > maxWindowMs) tell(['within'], 'duration', 'a sequence is within at most 400d')
  if (withinMs === null) return null
  return {
    // biome-ignore lint/suspicious/noThenProperty: named as in the rule file; nothing awaits a rule.
    then: namesOf(followed),
    thenWhere,
    withinMs,
    without: namesOf(without),
    withoutWhere,
    pair: rule.pair ?? 'last',
    judged: { types: followed, first: on },
  }
}
