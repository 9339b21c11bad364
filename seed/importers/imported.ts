import { decodeEvent } from '@mingjing/rules/events/decode.ts'
import type { WireEvent } from '@mingjing/rules/events/event.ts'
import { ImportError } from './value.ts'

/** An event made from a record of a log; throws an {@link ImportError} with the field when it breaks the contract. */
export const imported = (
  parts: Pick<WireEvent, 'id' | 'source' | 'time' | 'subject' | 'orgunit'> & { type: string; data: object },
) => {
  const event = { specversion: '1.0', ...parts } as unknown as WireEvent
  const decoded = decodeEvent(event)
  if (decoded.kind === 'deadLetter') throw new ImportError(`${parts.type}: ${decoded.field}: ${decoded.reason}`)
  return { event, time: decoded.event.time }
}

export type Imported = ReturnType<typeof imported>
