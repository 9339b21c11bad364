import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { Rule } from '@mingjing/rules/language/rule.ts'
import { readSource } from '@mingjing/rules/language/source.ts'
import type { RuleView } from '#lib/issue/view.ts'

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
    condition: written ? conditionText(written) : '',
  }
}

/** The condition in the language of the file, on lines of its own. */
export const conditionText = (rule: Rule): string => {
  const lines =
    rule.kind === 'match'
      ? [rule.where]
      : rule.kind === 'window'
        ? [rule.where, rule.when]
        : [rule.where, `→ ${[rule.expect].flat().join(' | ')} · ${rule.within}`, rule.expectWhere]
  return lines.flatMap((line) => line?.trim() || []).join('\n')
}
