import type { EventType } from '../events/type.ts'
import type { CheckedMeasure, CheckedParameter, CheckedPeerRule, CheckedRule } from './checked.ts'
import { checkKey } from './event-types.ts'
import { limits } from './limits.ts'
import { aggregable } from './measures.ts'
import type { PeerRule } from './rule.ts'
import type { Scope } from './scope.ts'
import type { Read, Tell } from './tell.ts'
import type { LiteralNode, MeasureNode, Node, ParamNode } from './tree.ts'

type Peer = Omit<CheckedPeerRule, keyof CheckedRule | 'when'>

/** What `when` and `amount` may name: the value of the day so far, and the mean of the baseline. */
export const peerMeasures = { value: 'int', baseline: 'average' } as const satisfies Scope['measures']

const measure = (name: keyof typeof peerMeasures): MeasureNode => ({ kind: 'measure', type: peerMeasures[name], name })

/** What a hit shows whatever its conditions name. */
export const shownOfPeer = ({ bound }: Pick<CheckedPeerRule, 'bound'>): Node[] => [
  measure('value'),
  measure('baseline'),
  bound,
]

/** Those two as measures, for whoever knows measures. */
export const measuresOf = ({ on, where, of, function: fn, days }: CheckedPeerRule): CheckedMeasure[] => {
  const common = { over: on, where, withinMs: days * 86_400_000 }
  return [
    { ...common, name: 'value', function: fn, of },
    { ...common, name: 'baseline', function: 'avg', of: null },
  ]
}

const functions = ['count', 'sum', 'min', 'max', 'distinct'] as const

/** What a day is worth, and how far from which baseline it may lie. */
export const checkPeer = (
  rule: PeerRule,
  on: readonly EventType[],
  params: Record<string, CheckedParameter>,
  read: Read,
  tell: Tell,
): Peer | null => {
  const used = functions.filter((fn) => rule.value[fn] !== undefined)
  const [fn] = used
  if (!fn || used.length > 1) tell(['value'], 'shape', `"value" needs exactly one of ${functions.join(', ')}`)
  const wanted = fn === 'min' || fn === 'max' ? (['int'] as const) : fn && fn !== 'count' ? aggregable[fn] : []
  const of =
    !fn || fn === 'count' ? null : read(['value', fn], rule.value[fn], { types: on, params, measures: {} }, wanted)
  const against = rule.against === 'own' ? null : checkKey(rule.against, on, 'on', tell, 'against')
  const key = rule.key ?? ['subject']
  if (against && key.every((name) => rule.against.includes(name)))
    tell(['against'], 'baseline', 'peers share these fields, but with all of the key among them there are no others')
  if (against === null && rule.minimum > rule.days)
    tell(['minimum'], 'baseline', `${rule.days} days have no ${rule.minimum} daily values of one key`)
  const side = rule.over === undefined ? 'below' : 'over'
  if ((rule.over === undefined) === (rule.below === undefined)) {
    tell([], 'shape', 'a peer rule has either "over" or "below"')
    return null
  }
  const bound = boundOf(rule[side]!, params, (message) => tell([side], 'bound', `"${side}" ${message}`))
  if (!fn || (fn !== 'count' && !of) || !bound) return null
  return { function: fn, of, days: rule.days, against, compare: rule.compare, side, bound, minimum: rule.minimum }
}

const boundOf = (
  written: number | string,
  params: Record<string, CheckedParameter>,
  complain: (message: string) => void,
): LiteralNode | ParamNode | null => {
  const wrong = (message: string): null => {
    complain(message)
    return null
  }
  if (typeof written === 'number') {
    if (!isBound(written))
      return wrong(`is a number above 0 and at most ${limits.peerBound} with at most three decimals`)
    return { kind: 'literal', type: Number.isSafeInteger(written) ? 'int' : 'double', value: written }
  }
  const name = written.startsWith('param.') ? written.slice('param.'.length) : ''
  const parameter = Object.hasOwn(params, name) ? params[name]! : null
  if (!parameter) return wrong('is a number or one of the parameters, written param.name')
  if (parameter.type !== 'int' && parameter.type !== 'double') return wrong(`is a number, and "${name}" is none`)
  // A unit's value of it is checked against these bounds and nothing else.
  const { min, max } = parameter
  if (min === null || max === null || !isBound(min) || !isBound(max) || !isBound(Number(parameter.default)))
    return wrong(
      `needs "${name}" to have a min above 0, a max of at most ${limits.peerBound}, and at most three decimals in both and in its default`,
    )
  return { kind: 'param', type: parameter.type, name }
}

const isBound = (value: number): boolean =>
  value > 0 && value <= limits.peerBound && thousandths(value) / 1_000 === value

/** A bound in whole thousandths, as which it is compared; further decimals a unit may have given it are rounded. */
export const thousandths = (value: number): number => Math.round(value * 1_000)
