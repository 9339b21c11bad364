import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { Rule, Words } from '@mingjing/rules/language/rule.ts'
import { readSource } from '@mingjing/rules/language/source.ts'
import type { RuleView } from '#lib/issue/view.ts'
import { flowWords } from './flow.ts'

/** The rule file as its owner wrote it. */
export const writtenRule = (bundle: Bundle, rule: CheckedRule): Rule | null => {
  const file = bundle.files.find((each) => each.path === rule.path)
  return file ? ((readSource(file.path, file.text).source?.data as Rule | undefined) ?? null) : null
}

/** What a person sees of a rule that hit. */
export const ruleView = (bundle: Bundle, ruleId: string): RuleView | null => {
  const rule = bundle.rules.find((each) => each.id === ruleId)
  if (!rule) return null
  const written = writtenRule(bundle, rule)
  return {
    id: rule.id,
    version: rule.version,
    title: rule.title,
    explanation: rule.explanation,
    risk: rule.risk,
    check: rule.check,
    rectify: rule.rectify,
    basis: rule.basis === 'bank policy' ? rule.basis : [...rule.basis],
    owner: rule.owner,
    condition: rule.flow ? flowWords(bundle, rule.flow) : written && inBoth(conditionText(written)),
  }
}

const inBoth = (text: string): Words => ({ zh: text, en: text })

/** The condition in the language of the file, on lines of its own. */
export const conditionText = (rule: Rule): string =>
  conditionLines(rule)
    .flatMap((line) => line?.trim() || [])
    .join('\n')

const conditionLines = (rule: Rule): (string | undefined)[] => {
  const names = (types: string | string[]) => [types].flat().join(' | ')
  switch (rule.kind) {
    case 'match':
      return [rule.where]
    case 'window':
      return [rule.where, rule.when]
    case 'deadline': {
      const { pause, resume, restart } = rule
      const turns =
        pause && resume ? [`‖ ${names(pause)}`, rule.pauseWhere, `▷ ${names(resume)}`, rule.resumeWhere] : []
      const anew = restart && `↺ ${names(restart)}`
      return [
        rule.where,
        `→ ${names(rule.expect)} · ${rule.within}`,
        rule.expectWhere,
        ...turns,
        anew,
        rule.restartWhere,
      ]
    }
    case 'score': {
      const bands = rule.bands.map(({ from, severity }) => `≥ ${from} → ${severity}`)
      return [...Object.entries(rule.of).map(([id, weight]) => `${weight} · ${id}`), ...bands, `· ${rule.within}`]
    }
    case 'flow':
      return [`${rule.flow} · ${rule.deviation}`]
    case 'peer': {
      const value = Object.entries(rule.value).map(([fn, of]) => (of === true ? fn : `${fn}: ${of}`))
      const sign = rule.over === undefined ? `< ${rule.below}` : `> ${rule.over}`
      const days = [rule.against].flat().join(', ')
      return [rule.where, ...value, `${rule.compare} ${sign} · ${days} · ${rule.days}d ≥ ${rule.minimum}`, rule.when]
    }
    case 'sequence': {
      const undone = rule.without && `∌ ${names(rule.without)}`
      const followed = `→ ${names(rule.then)} · ${rule.within}`
      return [rule.where, followed, rule.thenWhere, undone, rule.withoutWhere, rule.when]
    }
  }
}
