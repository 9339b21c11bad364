import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { type Imported, imported } from './imported.ts'
import type { XesMap } from './map.ts'
import { ImportError, type Lookup, resolve, resolveData } from './value.ts'

const digits = (n: number, width: number): string => String(n).padStart(width, '0')

/**
 * The events of an XES log (IEEE 1849-2016) in the order of the log. Ids are `<case>-<event>` by position with leading
 * zeros, so that within a case the order of (time, id) is the order of the log even where times are equal. Attributes
 * nested in attributes are not seen. Throws an {@link ImportError} with the line.
 */
export async function* importXes(chunks: AsyncIterable<string>, map: XesMap): AsyncGenerator<Imported> {
  const ready: Imported[] = []
  const parser = new SaxesParser()
  const caseAttributes = new Map<string, string>()
  const eventAttributes = new Map<string, string>()
  let into: Map<string, string> | null = null
  let nested = 0
  let cases = 0
  let events = 0

  const lookup: Lookup = { case: (name) => caseAttributes.get(name), event: (name) => eventAttributes.get(name) }

  parser.on('error', (error) => {
    throw new ImportError(`line ${parser.line}: ${error.message}`)
  })
  parser.on('opentag', (tag: SaxesTagPlain) => {
    if (tag.name === 'trace') {
      caseAttributes.clear()
      into = caseAttributes
      cases++
      events = 0
      nested = 0
    } else if (tag.name === 'event') {
      eventAttributes.clear()
      into = eventAttributes
      events++
      nested = 0
    } else if (into && nested++ === 0) {
      const { key, value } = tag.attributes
      if (key !== undefined && value !== undefined) into.set(key, value)
    }
  })
  parser.on('closetag', (tag) => {
    if (tag.name === 'trace') into = null
    else if (tag.name === 'event') {
      try {
        ready.push(eventOf(map, lookup, `${digits(cases, 7)}-${digits(events, 6)}`))
      } catch (error) {
        if (error instanceof ImportError) throw new ImportError(`line ${parser.line}: ${error.message}`)
        throw error
      }
      into = caseAttributes
      nested = 0
    } else if (into) nested--
  })

  for await (const chunk of chunks) {
    parser.write(chunk)
    yield* ready
    ready.length = 0
  }
  parser.close()
}

const eventOf = (map: XesMap, lookup: Lookup, id: string): Imported => {
  const activity = String(resolve(map.activity, lookup) ?? '')
  const transition = String(resolve(map.transition, lookup) ?? '')
  const entry = map.activities.find(
    (candidate) =>
      (candidate.activity.endsWith('*')
        ? activity.startsWith(candidate.activity.slice(0, -1))
        : activity === candidate.activity) &&
      (candidate.transition === undefined || candidate.transition === transition),
  )
  if (!entry)
    throw new ImportError(`the map has no entry for activity "${activity}" (${transition || 'no transition'})`)
  return imported({
    id,
    source: map.source,
    type: entry.type,
    time: String(resolve(map.time, lookup) ?? ''),
    subject: String(resolve(map.subject, lookup) ?? ''),
    orgunit: map.orgunit,
    data: {
      ...resolveData(map.always ?? {}, lookup),
      ...resolveData(entry.data ?? {}, lookup),
      ...(activity && { activity }),
      ...(transition && { transition }),
    },
  })
}
