import type { CheckedParameter } from './checked.ts'
import type { Parameter } from './rule.ts'
import type { Tell } from './tell.ts'

const realUnits = ['share', 'rate']

/** Settles the type of each parameter: int unless its default, bounds or unit say double. */
export const checkParameters = (params: Record<string, Parameter>, tell: Tell): Record<string, CheckedParameter> => {
  const checked: Record<string, CheckedParameter> = {}
  for (const [name, { default: value, unit, min, max }] of Object.entries(params)) {
    const numbers = [value, min, max].filter((n) => typeof n === 'number')
    const isDouble = numbers.some((n) => !Number.isSafeInteger(n)) || realUnits.includes(unit ?? '')
    const type = typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'bool' : isDouble ? 'double' : 'int'
    checked[name] = { type, default: value, unit: unit ?? null, min: min ?? null, max: max ?? null }
    const wrong = valueProblem(checked[name], value)
    if (wrong) tell(['params', name, 'default'], 'parameter', `the default of "${name}" ${wrong}`)
  }
  return checked
}

/** What is wrong with a value of a parameter, or null. */
export const valueProblem = (parameter: CheckedParameter, value: unknown): string | null => {
  const { type, min, max } = parameter
  if (type === 'text') return typeof value === 'string' ? null : 'is not a text'
  if (type === 'bool') return typeof value === 'boolean' ? null : 'is not true or false'
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'is not a number'
  if (type === 'int' && !Number.isSafeInteger(value)) return 'is not a whole number'
  if (min !== null && value < min) return `is below its minimum ${min}`
  if (max !== null && value > max) return `is above its maximum ${max}`
  return null
}
