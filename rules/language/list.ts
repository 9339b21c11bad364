import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { type FieldName, fields } from '../events/fields.ts'
import { parseMoment } from '../events/moment.ts'
import { limits } from './limits.ts'
import { suggestion } from './nearest.ts'
import type { Problem } from './problem.ts'
import { shapeErrors } from './shape-errors.ts'
import { type Place, readSource } from './source.ts'

/** A value of a list and the local days, counted from 1970-01-01, both included, on which it stands there. */
export interface ListEntry {
  readonly value: string
  /** Null: since ever. */
  readonly fromDay: number | null
  /** Null: for ever. */
  readonly toDay: number | null
}

/** Names that are watched: merchants, accounts, partners. Part of the bundle, changed only by a new one. */
export interface CheckedList {
  readonly name: string
  readonly zh: string
  readonly en: string
  /** Fields whose values it holds; no other may be looked up in it. */
  readonly of: readonly string[]
  readonly entries: readonly ListEntry[]
}

const closed = { additionalProperties: false }
const line = Type.String({ minLength: 1, maxLength: 2_000 })
const date = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })

/** JSON Schema of a list file. */
export const listSchema = Type.Object(
  {
    kind: Type.Literal('list'),
    name: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 60 }),
    zh: line,
    en: line,
    of: Type.Array(line, { minItems: 1, maxItems: 10, uniqueItems: true }),
    entries: Type.Array(
      Type.Object({ value: line, from: Type.Optional(date), to: Type.Optional(date), reason: line }, closed),
      { maxItems: limits.listEntries },
    ),
  },
  closed,
)

/** An entry as it stands in a file, days as `2026-03-31`. */
export interface WrittenEntry {
  readonly value: string
  /** Left out: since ever. */
  readonly from?: string
  /** Left out: for ever. */
  readonly to?: string
  /** Why the value stands here. */
  readonly reason: string
}

/** The entries of a sound list file, as written. */
export const writtenEntries = (file: { readonly path: string; readonly text: string }): readonly WrittenEntry[] =>
  (readSource(file.path, file.text).source!.data as { entries: WrittenEntry[] }).entries

/** The text of a list file with other entries; everything else stays, comments do not. */
export const withEntries = (
  file: { readonly path: string; readonly text: string },
  entries: readonly WrittenEntry[],
): string => {
  const { name, zh, en, of } = readSource(file.path, file.text).source!.data as Record<string, unknown>
  const head = Object.entries({ name, zh, en, of }).map(([key, value]) => `${key}: ${flow(value)}\n`)
  const body = entries.length === 0 ? ' []\n' : `\n${entries.map((entry) => `  - ${flow(entry)}\n`).join('')}`
  return `kind: list\n${head.join('')}entries:${body}`
}

/** One line of YAML; JSON is, save the line breaks that YAML knows and JSON does not, such as U+2028. */
const flow = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u0085\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Whether a file of a bundle is a list and not a rule. */
export const isListFile = (text: string): boolean => /^kind:[ \t]*list[ \t]*(#.*)?$/m.test(text)

/** Loads one list file. A list with any problem is null. */
export const loadList = (file: {
  readonly path: string
  readonly text: string
}): { list: CheckedList | null; problems: Problem[] } => {
  const { source, problems } = readSource(file.path, file.text)
  if (!source) return { list: null, problems }
  const tell = (place: Place, code: string, message: string) => {
    problems.push(source.problemAt(place, code, message))
  }
  const { data } = source
  if (!Value.Check(listSchema, data)) {
    for (const error of shapeErrors(listSchema, data).slice(0, 5)) {
      const place = error.instancePath
        .split('/')
        .slice(1)
        .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
      const label = place.length === 0 ? 'the list' : `"${place.join('.')}"`
      if (error.keyword !== 'additionalProperties') tell(place, 'shape', `${label} ${error.message}`)
      else
        for (const unknown of (error.params as { additionalProperties: string[] }).additionalProperties)
          tell([...place, unknown], 'shape', `there is no field "${unknown}" in ${label}`)
    }
    return { list: null, problems }
  }
  for (const [i, name] of data.of.entries()) {
    const field = Object.hasOwn(fields, name) ? fields[name as FieldName] : undefined
    if (field?.kind !== 'text')
      tell(['of', i], 'unknown-name', `no field of text is called "${name}"${suggestion(name, textFields)}`)
  }
  const entries = data.entries.map(({ value, from, to }, i): ListEntry => {
    const day = (written: string | undefined, name: string): number | null => {
      if (written === undefined) return null
      const ms = parseMoment(`${written}T00:00:00Z`)
      if (ms === null) tell(['entries', i, name], 'date', `"${written}" is no day such as 2026-03-31`)
      return ms === null ? null : ms / 86_400_000
    }
    const fromDay = day(from, 'from')
    const toDay = day(to, 'to')
    if (fromDay !== null && toDay !== null && toDay < fromDay)
      tell(['entries', i, 'to'], 'date', 'the last day is before the first')
    return { value, fromDay, toDay }
  })
  for (const [value, same] of Map.groupBy(entries.entries(), ([, entry]) => entry.value)) {
    const beyond = same[limits.entriesOfValue]
    if (beyond)
      tell(['entries', beyond[0]], 'too-many', `"${value}" stands here more than ${limits.entriesOfValue} times`)
  }
  const { name, zh, en, of } = data
  return {
    list: problems.length > 0 ? null : { name, zh, en, of, entries },
    problems: problems.slice(0, limits.problems),
  }
}

const textFields = Object.entries(fields).flatMap(([name, { kind }]) => (kind === 'text' ? [name] : []))

/** A list by value, for looking up. */
export type ListIndex = ReadonlyMap<string, readonly ListEntry[]>

export const indexOf = (list: CheckedList): ListIndex => Map.groupBy(list.entries, ({ value }) => value)
