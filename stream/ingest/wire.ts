import type { Event } from '@mingjing/rules/events/event.ts'
import { type FieldName, fields } from '@mingjing/rules/events/fields.ts'
import { formatMoment } from '@mingjing/rules/events/moment.ts'

/** The wire form of a valid event, moments written out: what another consumer of the topic expects to read. */
export const wireText = (event: Event): string =>
  JSON.stringify({
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    time: formatMoment(event.time),
    subject: event.subject,
    orgunit: event.orgunit,
    datacontenttype: 'application/json',
    data: Object.fromEntries(
      Object.entries(event.data).map(([name, value]) => [
        name,
        fields[name as FieldName].kind === 'moment' && typeof value === 'number' ? formatMoment(value) : value,
      ]),
    ),
  })
