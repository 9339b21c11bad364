import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { findChange } from '@mingjing/sql/changes/list.ts'
import type { Notice } from '@mingjing/sql/live/notices.ts'
import { concerns } from '@mingjing/sql/notifications/concern.ts'
import { inboxState } from '@mingjing/sql/notifications/inbox.ts'
import { countVisible } from '@mingjing/sql/queries/visible-issues.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { presentOn, subscribe } from '#lib/server/live/hub.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { LiveMessage } from '#lib/shell/live.svelte.ts'
import type { RequestHandler } from './$types'

/** A stream ends after this long and the browser opens another: a session that ended is noticed. */
const longestMs = 10 * 60_000
const aliveEveryMs = 20_000
/** The worker finishes many blocks a second while it catches up; a page needs one look a second. */
const reachEveryMs = 1000
/** A block can tell many at once, and marking as read is heard by every page of the person. */
const inboxEveryMs = 300
/** An open page reads its issue again no oftener than this while somebody acts on many. */
const actedEveryMs = 500

/**
 * Server-sent events of what changed, narrowed to what the person may see; with `?once` reach and inbox as JSON, for
 * polling.
 */
export const GET: RequestHandler = async ({ locals, url, request }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  if (url.searchParams.has('once')) {
    const [reach, inbox] = await Promise.all([reachOf(runtime), inboxState(db, scope)])
    return Response.json({ ...reach, inbox })
  }

  const encoder = new TextEncoder()
  let stop = (): void => {}
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let reachDue: ReturnType<typeof setTimeout> | null = null
      let inboxDue: ReturnType<typeof setTimeout> | null = null
      let actedDue: ReturnType<typeof setTimeout> | null = null
      const write = (text: string): void => {
        try {
          controller.enqueue(encoder.encode(text))
        } catch {
          stop()
        }
      }
      const tell = (message: LiveMessage): void => write(`data: ${JSON.stringify(message)}\n\n`)
      const tellReach = (): void => {
        reachDue ??= setTimeout(() => {
          reachDue = null
          reachOf(runtime).then((reach) => tell({ kind: 'reach', reach }), ignored)
        }, reachEveryMs)
      }
      const tellInbox = (): void => {
        inboxDue ??= setTimeout(() => {
          inboxDue = null
          inboxState(db, scope).then((inbox) => tell({ kind: 'inbox', inbox }), ignored)
        }, inboxEveryMs)
      }
      const tellActed = (): void => {
        actedDue ??= setTimeout(() => {
          actedDue = null
          tell({ kind: 'acted' })
        }, actedEveryMs)
      }
      const hear = (notice: Notice): void => {
        if (notice.kind === 'block' || notice.kind === 'seeding') tellReach()
        else if (notice.kind === 'issues' && notice.opened.length > 0)
          countVisible(db, scope, notice.opened).then((seen) => {
            if (seen > 0) tell({ kind: 'opened', count: seen })
          }, ignored)
        else if (notice.kind === 'issue')
          countVisible(db, scope, [notice.id]).then((seen) => {
            if (seen > 0) tell({ kind: 'issue', id: notice.id, version: notice.version, state: notice.state })
          }, ignored)
        else if (notice.kind === 'issues-acted') tellActed()
        else if (notice.kind === 'presence') {
          // Only who has the same issue open is told, and saw it when they said so.
          if (notice.personId !== scope.personId && presentOn(runtime, notice.id).includes(scope.personId))
            tell({ kind: 'present', id: notice.id })
        } else if (notice.kind === 'change')
          findChange(db, scope, notice.id).then((seen) => {
            if (seen) tell({ kind: 'change' })
          }, ignored)
        else if (notice.kind === 'notifications' && concerns(notice, scope)) tellInbox()
        else if (notice.kind === 'sessions-ended' && notice.personId === scope.personId) stop()
      }
      const unsubscribe = subscribe(runtime, hear)
      const alive = setInterval(() => write(': alive\n\n'), aliveEveryMs)
      const end = setTimeout(() => stop(), longestMs)
      stop = () => {
        stop = () => {}
        unsubscribe()
        clearInterval(alive)
        clearTimeout(end)
        if (reachDue) clearTimeout(reachDue)
        if (inboxDue) clearTimeout(inboxDue)
        if (actedDue) clearTimeout(actedDue)
        try {
          controller.close()
        } catch {
          // The browser had closed it already.
        }
      }
      request.signal.addEventListener('abort', () => stop())
      write('retry: 3000\n\n')
      tellReach()
      // What was told while no stream was open.
      tellInbox()
    },
    cancel: () => stop(),
  })
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  })
}

/** A notice that could not be told is not missed: the page's next load shows everything. */
const ignored = (): void => {}
