import { Value } from 'typebox/value'
import { eventTypeNamed } from '../events/catalogue.ts'
import { type FieldName, fields } from '../events/fields.ts'
import { parseMoment } from '../events/moment.ts'
import { isOrgunit } from '../events/orgunit.ts'
import { fieldsOf } from '../events/type.ts'
import { parseDuration } from './duration.ts'
import { suggestion } from './nearest.ts'
import type { Rule, TestEvent } from './rule.ts'
import type { Place } from './source.ts'

type Tell = (place: Place, code: string, message: string) => void

/** Names of a test event that are not fields of data. */
export const testEnvelope = ['type', 'id', 'at', 'subject', 'orgunit'] as const

/** A test's time: a moment, or `+<wall duration>` after the base. Null when it is neither. */
export const testTime = (text: string, base: number): number | null => {
  if (!text.startsWith('+')) return parseMoment(text)
  if (/^\+0[a-z]*$/.test(text)) return base
  const duration = parseDuration(text.slice(1))
  return duration?.kind === 'wall' ? base + duration.ms : null
}

/**
 * Checks that a rule's base and its tests are events of the contract, so that a test cannot pass for the wrong reason:
 * a misspelt field would otherwise silently be no field at all.
 */
export const checkTests = (rule: Rule, tell: Tell): void => {
  checkData(rule.base.type, rule.base.data, ['base', 'data'], ['base', 'type'], tell)
  if (rule.base.orgunit !== undefined && !isOrgunit(rule.base.orgunit))
    tell(['base', 'orgunit'], 'test', `"${rule.base.orgunit}" is no organisation unit such as b03-s02`)
  if (rule.base.time !== undefined && parseMoment(rule.base.time) === null)
    tell(['base', 'time'], 'test', 'this is no moment such as 2026-03-10T10:00:00+08:00')
  for (const [i, test] of rule.tests.entries()) {
    if (test.until !== undefined && testTime(test.until, 0) === null)
      tell(['tests', i, 'until'], 'test', 'write a moment or a time after the base, such as +3d')
    for (const [j, event] of test.events.entries()) checkEvent(rule, event, ['tests', i, 'events', j], tell)
  }
  const counts = rule.tests.map((test) => (typeof test.hits === 'number' ? test.hits : test.hits.length))
  if (!counts.some((count) => count > 0)) tell(['tests'], 'test', 'one test must hit')
  if (!counts.includes(0)) tell(['tests'], 'test', 'one test must nearly hit (hits: 0)')
}

const checkEvent = (rule: Rule, event: TestEvent, place: Place, tell: Tell) => {
  const { type, id: _, at, subject: __, orgunit, ...data } = event
  if (at !== undefined && testTime(at, 0) === null)
    tell([...place, 'at'], 'test', 'write a moment or a time after the base, such as +2h')
  if (orgunit !== undefined && !isOrgunit(orgunit))
    tell([...place, 'orgunit'], 'test', `"${orgunit}" is no organisation unit such as b03-s02`)
  checkData(type ?? rule.base.type, data, place, [...place, 'type'], tell)
}

const checkData = (
  typeName: string,
  data: Readonly<Record<string, unknown>>,
  place: Place,
  typePlace: Place,
  tell: Tell,
) => {
  const type = eventTypeNamed(typeName)
  if (!type) return tell(typePlace, 'unknown-type', `there is no event type "${typeName}"`)
  const known: readonly string[] = fieldsOf(type)
  for (const [name, value] of Object.entries(data)) {
    if (!known.includes(name)) {
      tell([...place, name], 'test', `"${name}" is not a field of ${typeName}${suggestion(name, known)}`)
      continue
    }
    const { schema, kind } = fields[name as FieldName]
    const fits =
      value === null || (Value.Check(schema, value) && (kind !== 'moment' || parseMoment(String(value)) !== null))
    if (!fits) tell([...place, name], 'test', `this is no value of ${name}, a field of kind ${kind}`)
  }
}
