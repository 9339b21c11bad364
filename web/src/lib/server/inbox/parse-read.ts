import type { ToRead } from '@mingjing/sql/notifications/mark-read.ts'

/** Most notifications named in one request. */
const mostIds = 1000
/** Later than this no clock of ours reckons, ms. */
const latest = Date.UTC(2100)

/** What somebody says they have read, `{ids}` or `{upTo}` in epoch ms; null when it is neither. */
export const parseRead = (body: unknown): ToRead | null => {
  if (typeof body !== 'object' || body === null) return null
  const { ids, upTo } = body as Record<string, unknown>
  if (Array.isArray(ids))
    return ids.length <= mostIds && ids.every((id) => typeof id === 'string') ? { ids: ids as string[] } : null
  return typeof upTo === 'number' && upTo >= 0 && upTo < latest ? { upTo: new Date(upTo) } : null
}
