import { postJson } from '#lib/shell/post.ts'
import type { NotificationView } from './view.ts'

/** Marks as read; outlives the page, because opening a notification leaves it. Whether it got through. */
export const sendRead = async (which: { ids: string[] } | { upTo: number }): Promise<boolean> => {
  const answer = await postJson('/api/notifications/read', which, { keepalive: true })
  return answer?.ok ?? false
}

/** The page after a cursor, narrowed as the URL of the inbox says; null when it did not get through. */
export const fetchMore = async (
  query: string,
  cursor: string,
): Promise<{ notifications: NotificationView[]; next: string | null } | null> => {
  const asked = new URLSearchParams(query)
  asked.set('cursor', cursor)
  const answer = await fetch(`/api/notifications?${asked}`).catch(() => null)
  return answer?.ok ? ((await answer.json()) as { notifications: NotificationView[]; next: string | null }) : null
}
