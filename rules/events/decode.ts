import { Compile } from 'typebox/compile'
import { catalogue, type EventTypeName } from './catalogue.ts'
import type { Event, Value } from './event.ts'
import { explainData, isPlainText } from './explain.ts'
import { type FieldName, fields } from './fields.ts'
import { firstYear, isWithinContract, lastYear, parseMoment } from './moment.ts'
import { countNames, namesIn } from './names.ts'
import { isOrgunit } from './orgunit.ts'
import { isToken } from './tokenise.ts'
import { dataSchema, fieldsOf } from './type.ts'

/** A value of a personal field as it arrived, to be put into the vault. */
export interface Personal {
  field: FieldName
  value: string
}

export type DeadLetterCode =
  | 'json'
  | 'size'
  | 'duplicate-name'
  | 'shape'
  | 'missing'
  | 'unknown-type'
  | 'unknown-field'
  | 'value'

/** `field` is a path from the event (`data.amount`), or empty where the whole event is meant. */
export interface DeadLetter {
  kind: 'deadLetter'
  field: string
  reason: string
  code: DeadLetterCode
}
export type Decoded = { kind: 'ok'; event: Event; personal: Personal[] } | DeadLetter

/** Longest line accepted, in UTF-16 units; the largest valid event is far below it. */
export const maxLine = 65_536
const maxName = 256

const dead = (code: DeadLetterCode, field: string, reason: string): DeadLetter => ({
  kind: 'deadLetter',
  field,
  reason,
  code,
})

/** What decoding needs to know of a type, worked out once. */
const decoders = new Map(
  catalogue.map((type) => {
    const names: FieldName[] = fieldsOf(type)
    return [
      type.name as string,
      {
        name: type.name,
        type,
        check: Compile(dataSchema(type)),
        texts: names.filter((name) => fields[name].kind === 'text'),
        numbers: names.filter((name) => ['int', 'fen', 'double'].includes(fields[name].kind)),
        moments: names.filter((name) => fields[name].kind === 'moment'),
        personal: names.filter((name) => 'personal' in fields[name]),
      },
    ]
  }),
)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The name of an envelope attribute that may not be read as given, with the reason. */
const nameProblem = (attribute: 'id' | 'source' | 'subject', value: unknown): DeadLetter | null => {
  if (value === undefined)
    return dead('missing', attribute, `${attribute} is missing; expected a text of 1 to ${maxName} characters`)
  if (typeof value !== 'string' || value.length === 0 || value.length > maxName || !isPlainText(value))
    return dead(
      'value',
      attribute,
      `${attribute} must be a text of 1 to ${maxName} characters without control characters`,
    )
  return null
}

/**
 * A valid event of the contract, or why it is not one. Never throws, whatever the input.
 *
 * Personal values are still raw in `event.data` and listed in `personal`; {@link ./tokenise.ts} replaces them before
 * anything is written. Extension attributes that are not ours are ignored, as CloudEvents 1.0 asks; unknown fields in
 * `data` are refused, since they could carry personal data past the vault.
 */
export const decodeEvent = (input: unknown): Decoded => {
  if (!isObject(input)) return dead('shape', '', 'an event must be a JSON object')
  if (input.specversion !== '1.0')
    return dead(
      input.specversion === undefined ? 'missing' : 'value',
      'specversion',
      'specversion must be "1.0" (CloudEvents 1.0)',
    )
  const { id, source, subject, type, time, orgunit, data } = input
  const problem = nameProblem('id', id) ?? nameProblem('source', source) ?? nameProblem('subject', subject)
  if (problem) return problem
  // `source#id` names an event in evidence and in addresses, so a source may not contain the separator.
  if ((source as string).includes('#')) return dead('value', 'source', 'source must not contain "#"')

  const decoder = typeof type === 'string' ? decoders.get(type) : undefined
  if (!decoder)
    return type === undefined
      ? dead('missing', 'type', 'type is missing; expected an event type such as "application.submitted"')
      : dead('unknown-type', 'type', `type ${shown(type)} is not an event type of this contract`)

  const ms = typeof time === 'string' ? parseMoment(time) : null
  if (ms === null)
    return dead(
      time === undefined ? 'missing' : 'value',
      'time',
      'time must be RFC 3339 with an offset, such as "2026-03-01T09:00:00.123+08:00"',
    )
  if (!isWithinContract(ms)) return dead('value', 'time', `time must lie in the years ${firstYear} to ${lastYear}`)

  if (typeof orgunit !== 'string' || !isOrgunit(orgunit))
    return dead(
      orgunit === undefined ? 'missing' : 'value',
      'orgunit',
      'orgunit must be the id of a unit, such as "b03-s02-o1"',
    )
  const contentType = input.datacontenttype
  if (contentType !== undefined && contentType !== 'application/json')
    return dead('value', 'datacontenttype', 'datacontenttype must be "application/json" or left out')
  if (!isObject(data))
    return dead(data === undefined ? 'missing' : 'shape', 'data', 'data must be a JSON object of fields')

  if (!decoder.check.Check(data)) return { kind: 'deadLetter', ...explainData(decoder.type, data) }
  const values: Record<string, Value | undefined> = { ...(data as Record<string, Value>) }
  for (const name of decoder.texts) {
    const value = values[name]
    if (value !== undefined && !isPlainText(value as string))
      return dead('value', `data.${name}`, `${name} must be well-formed text without control characters`)
  }
  for (const name of decoder.numbers) {
    // −0 and 0 are one number to every rule, but JSON and ClickHouse would write them differently.
    if (values[name] === 0) values[name] = 0
  }
  for (const name of decoder.moments) {
    const value = values[name]
    if (value === undefined) continue
    const moment = parseMoment(value as string)
    if (moment === null || !isWithinContract(moment))
      return dead(
        'value',
        `data.${name}`,
        `${name} must be an RFC 3339 moment in the years ${firstYear} to ${lastYear}`,
      )
    values[name] = moment
  }
  const personal: Personal[] = []
  for (const name of decoder.personal) {
    const value = values[name]
    if (typeof value === 'string' && !isToken(value)) personal.push({ field: name, value })
  }
  const event: Event = {
    id: id as string,
    source: source as string,
    type: decoder.name as EventTypeName,
    time: ms,
    subject: subject as string,
    orgunit,
    data: values,
  }
  return { kind: 'ok', event, personal }
}

/** {@link decodeEvent} of a JSON text. A name written twice in one object is refused: readers differ on which counts. */
export const decodeLine = (text: string): Decoded => {
  if (text.length > maxLine) return dead('size', '', `an event may have at most ${maxLine} characters`)
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (error) {
    // The engine's own message quotes the text, which may hold personal data.
    const position = /at position (\d+)/.exec((error as Error).message)?.[1]
    return dead('json', '', position === undefined ? 'not JSON' : `not JSON from character ${position} on`)
  }
  if (isObject(input) && countNames(text) !== namesIn(input))
    return dead('duplicate-name', '', 'a name is written twice in one object')
  return decodeEvent(input)
}

/** What looks like the name of a type; anything else may be personal data at the wrong place. */
const shown = (value: unknown): string => {
  if (typeof value !== 'string') return typeof value
  return value.length <= 80 && /^[A-Za-z_]+([.-][A-Za-z_]+)*$/.test(value)
    ? JSON.stringify(value)
    : `a text of ${value.length} characters`
}
