import { listenToNotices, type Notice } from '@mingjing/sql/live/notices.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import { Present } from './presence.ts'

type Hear = (notice: Notice) => void

interface Hub {
  listeners: Set<Hear>
  present: Present
}

const hubs = new WeakMap<Runtime, Hub>()

/** The one database listener of this process, which serves all pages. */
const hubOf = (runtime: Runtime): Hub => {
  const known = hubs.get(runtime)
  if (known) return known
  const hub: Hub = { listeners: new Set(), present: new Present() }
  hubs.set(runtime, hub)
  listenToNotices(runtime.postgres, (notice) => {
    // That somebody still has an issue open concerns no page.
    if (notice.kind === 'presence' && !hub.present.hear(notice)) return
    for (const each of hub.listeners) each(notice)
  }).catch(() => {
    // Without the listener pages poll; the next page opened tries again.
    hubs.delete(runtime)
  })
  return hub
}

/** Calls `hear` with every notice until the returned function is called. */
export const subscribe = (runtime: Runtime, hear: Hear): (() => void) => {
  const { listeners } = hubOf(runtime)
  listeners.add(hear)
  return () => listeners.delete(hear)
}

/** Who has an issue open now, as far as this process has heard. */
export const presentOn = (runtime: Runtime, issueId: string): string[] => hubOf(runtime).present.on(issueId)
