import { listenToNotices, type Notice } from '@mingjing/sql/live/notices.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'

type Hear = (notice: Notice) => void

const hubs = new WeakMap<Runtime, Set<Hear>>()

/** Calls `hear` with every notice until the returned function is called. One database listener serves all pages. */
export const subscribe = (runtime: Runtime, hear: Hear): (() => void) => {
  let hub = hubs.get(runtime)
  if (!hub) {
    const listeners = new Set<Hear>()
    hubs.set(runtime, listeners)
    listenToNotices(runtime.postgres, (notice) => {
      for (const each of listeners) each(notice)
    }).catch(() => {
      // Without the listener pages poll; the next page opened tries again.
      hubs.delete(runtime)
    })
    hub = listeners
  }
  hub.add(hear)
  return () => hub.delete(hear)
}
