import { compareText } from '../hits/order.ts'
import type { CheckedScoreRule } from './checked.ts'
import { maxWindowMs, parseWall } from './duration.ts'
import type { ScoreRule } from './rule.ts'
import type { Tell } from './tell.ts'

/** Whether the rules it weighs are there only their bundle can tell: see ../bundle/bundle.ts. */
export const checkScore = (rule: ScoreRule, tell: Tell): Pick<CheckedScoreRule, 'of' | 'withinMs' | 'bands'> | null => {
  const withinMs = parseWall(rule.within)
  if (withinMs === null) tell(['within'], 'duration', 'a score is within wall-clock time such as 24h or 30d')
  else if (withinMs > maxWindowMs) tell(['within'], 'duration', 'a score is within at most 400d')
  const most = Object.values(rule.of).reduce((sum, weight) => sum + weight, 0)
  for (const [i, { from }] of rule.bands.entries()) {
    const below = rule.bands[i - 1]
    if (below && from <= below.from) tell(['bands', i, 'from'], 'bands', 'each band begins above the one before')
    if (from > most) tell(['bands', i, 'from'], 'bands', `all rules together weigh ${most}, so this is never reached`)
  }
  const last = rule.bands.at(-1)!
  if (last.severity !== rule.severity)
    tell(['severity'], 'bands', `the severity is that of the last band, ${last.severity}`)
  const of = Object.entries(rule.of)
    .map(([ruleId, weight]) => ({ ruleId, weight }))
    .sort((a, b) => compareText(a.ruleId, b.ruleId))
  return withinMs === null ? null : { of, withinMs, bands: rule.bands }
}
