import { clock } from '#lib/format/moment.ts'
import { m } from '#lib/paraglide/messages.js'
import { inWords, language } from '#lib/words/language.ts'
import { actionName } from '#lib/words/named.ts'
import type { SinceView } from './send.ts'

/** Why an action was not done on an issue that somebody changed meanwhile: who did what, and when. */
export const staleWords = (since: readonly SinceView[]): string => {
  if (since.length === 0) return m.act_stale()
  const steps = since.map(({ at, personId, person, kind }) =>
    m.stale_step({
      who: personId === 'system' ? m.app_name() : person ? inWords(person) : personId,
      clock: clock(at, language()),
      action: actionName(kind),
    }),
  )
  return m.stale_since({ steps: steps.join(m.list_comma()) })
}
