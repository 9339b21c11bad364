import type { EventTypeName } from '../events/catalogue.ts'
import { eventTypeNamed } from '../events/catalogue.ts'
import type { Event, Value } from '../events/event.ts'
import { type FieldName, fields } from '../events/fields.ts'
import { parseMoment } from '../events/moment.ts'
import { fieldsOf } from '../events/type.ts'
import type { CheckedRule } from '../language/checked.ts'
import type { RuleTest, TestEvent } from '../language/rule.ts'
import { testTime } from '../language/tests.ts'

/** A working Tuesday, an hour after opening in China. */
const usualTime = '2026-03-10T10:00:00+08:00'
const usualSubject = 'A-0001'
const usualOrgunit = 'b01-s01-o1'

const dataOf = (type: EventTypeName, given: Readonly<Record<string, unknown>>): Record<string, Value> => {
  const known: readonly string[] = fieldsOf(eventTypeNamed(type)!)
  const data: Record<string, Value> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value === null || !known.includes(name)) continue
    data[name] = fields[name as FieldName].kind === 'moment' ? parseMoment(String(value)) : (value as Value)
  }
  return data
}

/**
 * The events of a rule's test: the base with each delta. A field set to null is taken away; an event of another type
 * than the base keeps what of the base's data its type has. Ids are `e01`, `e02`, … in the order written.
 */
export const testEvents = (rule: CheckedRule, test: RuleTest): { events: Event[]; until: number } => {
  const base = parseMoment(rule.base.time ?? usualTime)!
  const events = test.events.map((delta: TestEvent, i): Event => {
    const { type = rule.base.type, id, at, subject, orgunit, ...data } = delta
    return {
      id: id ?? `e${String(i + 1).padStart(2, '0')}`,
      source: 'test',
      type: type as EventTypeName,
      time: at === undefined ? base : testTime(at, base)!,
      subject: subject ?? rule.base.subject ?? usualSubject,
      orgunit: orgunit ?? rule.base.orgunit ?? usualOrgunit,
      data: dataOf(type as EventTypeName, { ...rule.base.data, ...data }),
    }
  })
  const last = Math.max(...events.map((event) => event.time))
  return { events, until: test.until === undefined ? last : testTime(test.until, base)! }
}
