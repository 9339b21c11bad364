import { dayAndClock } from '#lib/format/moment.ts'
import { m } from '#lib/paraglide/messages.js'
import { inWords, language } from '#lib/words/language.ts'
import { wordFor } from '#lib/words/named.ts'
import type { ReasonView } from './view.ts'

/** Names written out; the rest is a number. */
const mostNamed = 5

/** Why an issue was assigned by itself, or taken back, in sentences. */
export const reasonWords = (reason: ReasonView): string => {
  if (reason.kind === 'handed-back')
    return reason.until === null
      ? m.history_hand_back_closed({ name: inWords(reason.name) })
      : m.history_hand_back({ name: inWords(reason.name), moment: dayAndClock(reason.until, language()) })
  const loaded = ({ name, load, capacity }: (typeof reason.able)[number]) => `${inWords(name)} ${load}/${capacity}`
  const [first, ...others] = reason.able
  const against = reason.against.map(({ reason, names }) => {
    const some = names.slice(0, mostNamed).map(inWords).join(m.list_comma())
    return `${some}${names.length > mostNamed ? ` +${names.length - mostNamed}` : ''} (${wordFor('team_against', reason)})`
  })
  return [
    first && m.history_automatic({ points: reason.points, first: loaded(first) }),
    others.length > 0 && m.history_others({ others: others.slice(0, mostNamed).map(loaded).join(m.list_comma()) }),
    against.length > 0 && m.history_against({ reasons: against.join(m.list_comma()) }),
  ]
    .filter(Boolean)
    .join(' ')
}
