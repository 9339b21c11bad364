import type { Bundle } from '../bundle/bundle.ts'
import type { CheckedRule } from '../language/checked.ts'
import { listsIn } from '../language/expressions.ts'
import { type Node, nodesOf } from '../language/tree.ts'

/** What is answered by the rule's calendar; a list, because its days are local. */
const ofCalendar: readonly string[] = ['localHour', 'localWeekday', 'isWorkday', 'isWorkingTime', 'onList']

/**
 * What expressions of a rule answer by, beside the event: values of the parameters they name, entries of lists, days of
 * the calendar. Where these and the expressions are equal, so are the answers, whatever rules they belong to.
 */
export const inputsOf = (rule: CheckedRule, expressions: readonly (Node | null)[], bundle: Bundle) => {
  const given = expressions.filter((node) => node !== null)
  const nodes = given.flatMap((node) => [...nodesOf(node)])
  const params = [...new Set(nodes.filter((node) => node.kind === 'param').map((node) => node.name))]
  const lists = listsIn(given)
  const asksCalendar = nodes.some((node) => node.kind === 'call' && ofCalendar.includes(node.op))
  return {
    params: params.map((name) => [name, rule.params[name]?.default, bundle.parameters[rule.id]?.[name] ?? null]),
    ...(lists.size > 0 && { lists: bundle.lists.filter(({ name }) => lists.has(name)) }),
    calendar: asksCalendar ? bundle.calendars.find((calendar) => calendar.name === rule.calendar) : null,
  }
}
