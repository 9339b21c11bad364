import type { Judged } from '@mingjing/rules/engine/engine.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { Found } from './block.ts'

/** What was hit without an event at hand: by deadlines, of which a change tells the rest, and by scores, which tell it themselves. */
export const dueHits = (due: Judged, ruleOf: ReadonlyMap<string, CheckedRule>): Found[] => {
  if (due.hits.length === 0) return []
  const changes = new Map(due.deadlines.map((change) => [changeKey(change), change]))
  return due.hits.map((hit): Found => {
    const rule = ruleOf.get(hit.ruleId)!
    const origin = due.origins?.get(hit)
    if (origin) return { hit, rule, ...origin }
    const change = changes.get(changeKey(hit))
    if (!change) throw new Error(`${hit.ruleId} hit at ${hit.at} without a change of its deadline`)
    const { orgunit, product, actor, openedAt } = change
    return { hit, rule, orgunit, product, channel: null, actor, triggerAt: openedAt }
  })
}

const changeKey = (at: { ruleId: string; key: string; triggerId: string; step: string | null }): string =>
  `${at.ruleId}\u0000${at.key}\u0000${at.triggerId}\u0000${at.step}`
