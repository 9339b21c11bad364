import { ancestors, isOrgunit } from '../events/orgunit.ts'
import { allowedTime } from '../language/allowed-time.ts'
import type { CheckedRule } from '../language/checked.ts'
import { valueProblem } from '../language/parameters.ts'
import type { Problem } from '../language/problem.ts'

export type ParameterValue = number | string | boolean

/** Values that differ from a rule's defaults, by rule, parameter and organisation unit. */
export type ParameterTable = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, ParameterValue>>>>>
>

/** The value of one parameter at a unit: that of the unit, else of the nearest unit above, else the rule's default. */
export const parameterAt = (
  rule: CheckedRule,
  table: ParameterTable,
  name: string,
  orgunit: string,
): ParameterValue => {
  const values = table[rule.id]?.[name]
  if (values) for (const unit of ancestors(orgunit)) if (Object.hasOwn(values, unit)) return values[unit]!
  return rule.params[name]!.default
}

/** All parameters of a rule at a unit, by name. */
export const parametersAt = (
  rule: CheckedRule,
  table: ParameterTable,
  orgunit: string,
): Record<string, ParameterValue> =>
  Object.fromEntries(Object.keys(rule.params).map((name) => [name, parameterAt(rule, table, name, orgunit)]))

/** Where a table names what is not there, or gives a value its parameter does not take. */
export const checkParameterTable = (table: ParameterTable, rules: readonly CheckedRule[]): Problem[] => {
  const problems: Problem[] = []
  const tell = (code: string, message: string) =>
    problems.push({ path: 'parameters', line: 1, column: 1, length: 1, code, message })
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  for (const [ruleId, params] of Object.entries(table)) {
    const rule = byId.get(ruleId)
    if (!rule) {
      tell('unknown-rule', `there is no rule "${ruleId}"`)
      continue
    }
    for (const [name, values] of Object.entries(params)) {
      const parameter = Object.hasOwn(rule.params, name) ? rule.params[name] : undefined
      if (!parameter) {
        tell('unknown-name', `${ruleId} has no parameter "${name}"`)
        continue
      }
      const isTime = rule.kind === 'deadline' && rule.within.kind === 'param' && rule.within.name === name
      for (const [unit, value] of Object.entries(values)) {
        const wrong = valueProblem(parameter, value)
        const time = isTime && !wrong ? allowedTime(String(value)) : null
        if (!isOrgunit(unit)) tell('orgunit', `"${unit}" of ${ruleId} ${name} is no organisation unit`)
        else if (wrong) tell('parameter', `${ruleId} ${name} at ${unit} ${wrong}`)
        else if (typeof time === 'string') tell('duration', `${ruleId} ${name} at ${unit}: ${time}`)
      }
    }
  }
  return problems
}
