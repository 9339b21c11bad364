import type { EventType } from '../events/type.ts'
import type { CheckedMeasure, CheckedParameter, MeasureFunction } from './checked.ts'
import { maxWindowMs, parseWall } from './duration.ts'
import { checkKey, namesOf, typesOf } from './event-types.ts'
import type { Measure, WindowRule } from './rule.ts'
import { fieldNamed, type Scope } from './scope.ts'
import type { Read, Tell } from './tell.ts'
import type { MeasureNode, ValueType } from './tree.ts'

const functions = ['count', 'sum', 'avg', 'min', 'max', 'distinct'] as const satisfies readonly MeasureFunction[]
export const aggregable: Record<Exclude<MeasureFunction, 'count'>, readonly ValueType[]> = {
  sum: ['int'],
  avg: ['int'],
  min: ['int', 'moment'],
  max: ['int', 'moment'],
  distinct: ['int', 'moment', 'text', 'bool'],
}

/** What a measure is worth to an expression. */
export const measureType = (measure: CheckedMeasure): MeasureNode['type'] => {
  if (measure.function === 'avg') return 'average'
  const extreme = measure.function === 'min' || measure.function === 'max'
  return extreme && measure.of?.type === 'moment' ? 'moment' : 'int'
}

export const checkMeasures = (
  rule: WindowRule,
  on: readonly EventType[],
  params: Record<string, CheckedParameter>,
  read: Read,
  tell: Tell,
): CheckedMeasure[] => {
  const measures: CheckedMeasure[] = []
  if (Object.keys(rule.measures).length === 0) tell(['measures'], 'shape', 'a window rule needs at least one measure')
  for (const [name, measure] of Object.entries(rule.measures) as [string, Measure][]) {
    const place = ['measures', name]
    if (fieldNamed(name) || name === 'param')
      tell(place, 'name', `a measure cannot be called "${name}": an event already has a field of that name`)
    const used = functions.filter((f) => measure[f] !== undefined)
    const [fn] = used
    if (!fn || used.length > 1) {
      tell(place, 'shape', `"${name}" needs exactly one of ${functions.join(', ')}`)
      continue
    }
    const over = measure.over === undefined ? [...on] : typesOf(measure.over, [...place, 'over'], tell)
    if (measure.over !== undefined) checkKey(rule.key ?? ['subject'], over, 'over', tell)
    const scope: Scope = { types: over, params, measures: {} }
    const where = read([...place, 'where'], measure.where, scope, ['bool'])
    const of = fn === 'count' ? null : read([...place, fn], measure[fn], scope, aggregable[fn])
    const withinMs = parseWall(measure.within)
    if (withinMs === null) tell([...place, 'within'], 'duration', 'a window is wall-clock time such as 30m, 24h or 7d')
    else if (withinMs > maxWindowMs) tell([...place, 'within'], 'duration', 'a window is at most 400d')
    if (withinMs === null || (fn !== 'count' && !of)) continue
    measures.push({ name, function: fn, of, over: namesOf(over), where, withinMs })
  }
  return measures
}
