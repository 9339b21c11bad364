import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { parseMoment } from '@mingjing/rules/events/moment.ts'
import { isOrgunit } from '@mingjing/rules/events/orgunit.ts'
import { allowedTime } from '@mingjing/rules/language/allowed-time.ts'
import type { CheckedParameter } from '@mingjing/rules/language/checked.ts'
import { loadList, type WrittenEntry, withEntries } from '@mingjing/rules/language/list.ts'
import { valueProblem } from '@mingjing/rules/language/parameters.ts'
import { applied, entriesIn, isNamed, listFile, standing } from './apply.ts'
import type { Change, ListChange, ParameterChange } from './change.ts'
import { type ChangeRefusal, type ChangeRefusalCode, refuseChange } from './refusal.ts'

/** Why a bundle does not take a change, and where; null when it does. */
export const whyNot = (change: Change, bundle: Bundle): ChangeRefusal | null =>
  change.kind === 'parameter' ? whyNotParameter(change, bundle) : whyNotEntry(change, bundle)

/** Where a change lies, in the words of the files: `limit.jump · times · b01`. */
export const placeOf = (change: Change): string =>
  change.kind === 'parameter'
    ? [change.rule, change.parameter, change.orgunit].join(' · ')
    : [change.list, (change.entry ?? change.after).value].join(' · ')

const whyNotParameter = (change: ParameterChange, bundle: Bundle): ChangeRefusal | null => {
  const no = (code: ChangeRefusalCode, bound: number | null = null) =>
    refuseChange(code, placeOf(change), bound === null ? null : String(bound))
  const rule = bundle.rules.find(({ id }) => id === change.rule)
  if (!rule) return no('no-rule')
  const parameter = Object.hasOwn(rule.params, change.parameter) ? rule.params[change.parameter]! : null
  if (!parameter) return no('no-parameter')
  if (!isOrgunit(change.orgunit)) return no('no-unit')
  const own = standing(bundle, change)
  if (change.value === null) return own ? null : no('no-value')
  const wrong = wrongValue(parameter, change.value)
  if (wrong) return no(wrong.code, wrong.bound)
  const isTime = rule.kind === 'deadline' && rule.within.kind === 'param' && rule.within.name === change.parameter
  if (isTime && typeof allowedTime(String(change.value)) === 'string') return no('no-duration')
  return own && 'value' in own && own.value === change.value ? no('same') : null
}

/** `valueProblem` is the judge; this says the same as a code with the bound that was passed. */
const wrongValue = (
  parameter: CheckedParameter,
  value: unknown,
): { code: ChangeRefusalCode; bound: number | null } | null => {
  if (valueProblem(parameter, value) === null) return null
  const { type, min, max } = parameter
  if (typeof value !== 'number' || !Number.isFinite(value) || type === 'text' || type === 'bool')
    return { code: 'wrong-type', bound: null }
  if (type === 'int' && !Number.isSafeInteger(value)) return { code: 'not-whole', bound: null }
  return min !== null && value < min ? { code: 'below-minimum', bound: min } : { code: 'above-maximum', bound: max }
}

const whyNotEntry = (change: ListChange, bundle: Bundle): ChangeRefusal | null => {
  const no = (code: ChangeRefusalCode) => refuseChange(code, placeOf(change))
  const file = listFile(bundle, change.list)
  if (!file) return no('no-list')
  const { entry: name, after } = change
  const entries = entriesIn(bundle, change.list)
  const before = name && entries.find((each) => isNamed(each, name))
  if (name && !before) return no('no-entry')
  if (after.value.trim() === '') return no('empty-entry')
  if (after.reason.trim() === '') return no('no-reason')
  for (const written of [after.from, after.to])
    if (written !== undefined && (!/^\d{4}-\d\d-\d\d$/.test(written) || parseMoment(`${written}T00:00:00Z`) === null))
      return no('no-day')
  if (after.from !== undefined && after.to !== undefined && after.to < after.from) return no('ends-before')
  if (before && before.value === after.value && before.from === after.from && before.to === after.to) return no('same')
  if (entries.some((other) => other !== before && other.value === after.value && overlap(other, after)))
    return no('overlaps')
  const { lists } = applied(bundle, change, {})
  const problems = loadList({ path: file.path, text: withEntries(file, lists[change.list]!) }).problems
  return problems.length > 0 ? no('too-long') : null
}

/** Days as texts of one length are in order as texts. */
const overlap = (a: WrittenEntry, b: WrittenEntry): boolean =>
  (a.from ?? '') <= (b.to ?? '9999-12-31') && (b.from ?? '') <= (a.to ?? '9999-12-31')
