import type { IssueAction } from '@mingjing/sql/issues/act.ts'
import { mostMentioned } from '@mingjing/sql/issues/mention.ts'
import { type TooLong, tooLongIn } from '../too-long.ts'

/** Most fen that can be stated as recovered. */
export const mostFen = 10_000_000_000_000

/** Later than this no clock of ours reckons, ms. */
const latest = Date.UTC(2100)

/** One more than can be mentioned, so that too many are refused and not cut. */
const mentionsIn = (input: unknown): { mentions?: string[] } => {
  const ids = Array.isArray(input) ? input.filter((id): id is string => typeof id === 'string') : []
  return ids.length === 0 ? {} : { mentions: ids.slice(0, mostMentioned + 1) }
}

/** An action from the outside, or null when it has not the shape of one. Whether it may be done is `act`'s to say. */
export const parseAction = (input: unknown): IssueAction | TooLong | null => {
  if (typeof input !== 'object' || input === null) return null
  const raw = input as Record<string, unknown>
  const text = (name: string): string => {
    const value = raw[name]
    return typeof value === 'string' ? value : ''
  }
  const tooLong = tooLongIn(raw)
  if (tooLong) return tooLong
  const optional = (name: string): string | undefined => text(name) || undefined
  switch (raw.kind) {
    case 'assign':
      return { kind: 'assign', to: optional('to') }
    case 'confirm':
      return { kind: 'confirm', note: optional('note') }
    case 'verify':
      return { kind: 'verify', note: optional('note') }
    case 'dismiss':
      return { kind: 'dismiss', reason: text('reason') }
    case 'send-back':
      return { kind: 'send-back', reason: text('reason') }
    case 'reopen':
      return { kind: 'reopen', reason: text('reason') }
    case 'escalate':
      return { kind: 'escalate', reason: text('reason') }
    case 'comment':
      return { kind: 'comment', text: text('text'), ...mentionsIn(raw.mentions) }
    case 'order':
      return { kind: 'order', text: text('text'), answerer: text('answerer') }
    case 'answer':
      return { kind: 'answer', text: text('text') }
    case 'close': {
      const { recovered } = raw
      if (!Number.isSafeInteger(recovered) || (recovered as number) < 0 || (recovered as number) > mostFen) return null
      return { kind: 'close', accountability: text('accountability'), recovered: recovered as number }
    }
    case 'snooze': {
      const until = new Date(text('until'))
      return until.getTime() < latest ? { kind: 'snooze', until } : null
    }
    case 'wake':
      return { kind: 'wake' }
    default:
      return null
  }
}
