import type { Hit } from '../hits/hit.ts'
import { hitId } from '../hits/id.ts'
import { compareText } from '../hits/order.ts'
import type { CheckedScoreRule } from '../language/checked.ts'

/** The hits of a score, given all hits of the rules it weighs: every moment of every subject is looked at anew. */
export const scoreHits = (rule: CheckedScoreRule, hits: readonly Hit[]): Hit[] => {
  const counting = hits.filter(
    (hit) => rule.of.some(({ ruleId }) => ruleId === hit.ruleId) && !hit.step.startsWith('remind'),
  )
  const subjects = new Set(counting.map((hit) => hit.subject))
  return [...subjects].flatMap((subject) => {
    const own = counting.filter((hit) => hit.subject === subject)
    return [...new Set(own.map((hit) => Date.parse(hit.at)))].flatMap((at) => judged(rule, subject, own, at))
  })
}

const judged = (rule: CheckedScoreRule, subject: string, own: readonly Hit[], at: number): Hit[] => {
  const inWindow = own.filter((hit) => Date.parse(hit.at) > at - rule.withinMs && Date.parse(hit.at) <= at)
  const weighed = (hits: readonly Hit[]) => rule.of.filter(({ ruleId }) => hits.some((hit) => hit.ruleId === ruleId))
  const sum = (hits: readonly Hit[]) => weighed(hits).reduce((total, { weight }) => total + weight, 0)
  const bandOf = (score: number) => rule.bands.filter(({ from }) => from <= score).length
  const band = bandOf(sum(inWindow))
  if (band <= bandOf(sum(inWindow.filter((hit) => Date.parse(hit.at) < at)))) return []
  const byPlace = (a: Hit, b: Hit) => compareText(a.triggerId, b.triggerId) || compareText(a.step, b.step)
  const trigger = inWindow
    .filter((hit) => Date.parse(hit.at) === at)
    .sort((a, b) => compareText(a.ruleId, b.ruleId) || byPlace(a, b))
    .at(-1)!
  const newest = weighed(inWindow).map(
    ({ ruleId }) =>
      inWindow
        .filter((hit) => hit.ruleId === ruleId)
        .sort((a, b) => compareText(a.at, b.at) || byPlace(a, b))
        .at(-1)!,
  )
  newest.sort((a, b) => compareText(a.at, b.at) || compareText(a.ruleId, b.ruleId))
  const step = `band-${band}`
  return [
    {
      hitId: hitId(rule.id, rule.version, subject, trigger.triggerId, `${step}@${at}`),
      ruleId: rule.id,
      ruleVersion: rule.version,
      key: subject,
      step,
      subject,
      at: new Date(at).toISOString(),
      triggerId: trigger.triggerId,
      evidence: [...new Set(newest.map((hit) => hit.triggerId))],
      severity: rule.bands[band - 1]!.severity,
      amount: trigger.amount,
      values: Object.fromEntries([
        ['sum', sum(inWindow)],
        ...weighed(inWindow).map(({ ruleId, weight }) => [ruleId, weight]),
      ]),
    },
  ]
}
