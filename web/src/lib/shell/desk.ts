import { getContext, setContext } from 'svelte'
import type { Preferences } from '#lib/settings/preferences.svelte.ts'
import type { Freshness } from './freshness.svelte.ts'
import type { Live } from './live.svelte.ts'

/** What every page of the desk shares. */
export interface Desk {
  fresh: Freshness
  live: Live
  preferences: Preferences
}

const key = Symbol('desk')
export const provideDesk = (desk: Desk): Desk => setContext(key, desk)
export const desk = (): Desk => getContext<Desk>(key)
