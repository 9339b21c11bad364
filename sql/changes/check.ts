import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import { parseMoment } from '@mingjing/rules/events/moment.ts'
import { isOrgunit } from '@mingjing/rules/events/orgunit.ts'
import { allowedTime } from '@mingjing/rules/language/allowed-time.ts'
import type { CheckedParameter } from '@mingjing/rules/language/checked.ts'
import { loadList, type WrittenEntry, withEntries } from '@mingjing/rules/language/list.ts'
import { valueProblem } from '@mingjing/rules/language/parameters.ts'
import { severities } from '@mingjing/rules/language/severities.ts'
import { isStage } from '@mingjing/rules/language/stages.ts'
import { indicatorNamed } from '../indicators/catalogue.ts'
import { bases, longestPeriod, type RecordKind, recordKindNamed } from '../retention/kinds.ts'
import { applied, entriesIn, isNamed, listFile, standing } from './apply.ts'
import type {
  CalendarChange,
  Change,
  GoalChange,
  ListChange,
  ParameterChange,
  RetentionChange,
  SharesChange,
} from './change.ts'
import { type ChangeRefusal, type ChangeRefusalCode, refuseChange } from './refusal.ts'

/** Why a bundle does not take a change, and where; null when it does. */
export const whyNot = (change: Change, bundle: Bundle): ChangeRefusal | null =>
  change.kind === 'parameter'
    ? whyNotParameter(change, bundle)
    : change.kind === 'list'
      ? whyNotEntry(change, bundle)
      : change.kind === 'calendar'
        ? whyNotYear(change, bundle)
        : change.kind === 'goal'
          ? whyNotGoal(change)
          : change.kind === 'shares'
            ? whyNotShares(change)
            : whyNotPeriod(change)

/** Where a change lies, in the words of the files: `limit.jump · times · b01`. */
export const placeOf = (change: Change): string => {
  switch (change.kind) {
    case 'parameter':
      return [change.rule, change.parameter, change.orgunit].join(' · ')
    case 'list':
      return [change.list, (change.entry ?? change.after).value].join(' · ')
    case 'calendar':
      return [change.calendar, change.year].join(' · ')
    case 'shares':
      return 'quality'
    case 'retention':
      return change.records
    case 'goal':
      return [change.indicator, change.orgunit, change.product, change.month].filter((part) => part !== '').join(' · ')
  }
}

const whyNotPeriod = (change: RetentionChange): ChangeRefusal | null => {
  const no = (code: ChangeRefusalCode, bound: number | null = null) =>
    refuseChange(code, placeOf(change), bound === null ? null : String(bound))
  const kind = recordKindNamed(change.records)
  if (!kind) return no('no-records')
  if (!Number.isSafeInteger(change.months)) return no('not-whole')
  if (change.months < kind.least)
    return refuseChange('below-legal', placeOf(change), String(kind.least), leastBasis(kind))
  return change.months > longestPeriod ? no('above-maximum', longestPeriod) : null
}

const leastBasis = ({ basis }: RecordKind) => (basis === null ? null : bases[basis])

const whyNotShares = (change: SharesChange): ChangeRefusal | null => {
  const { all, strata } = change.shares
  if (![all, ...Object.values(strata)].every((share) => share >= 0 && share <= 1))
    return refuseChange('no-share', placeOf(change))
  const known = Object.keys(strata).every((stratum) => {
    const [stage, severity, ...more] = stratum.split('/')
    return more.length === 0 && isStage(stage!) && (severities as readonly string[]).includes(severity!)
  })
  return known ? null : refuseChange('no-stratum', placeOf(change))
}

const whyNotGoal = (change: GoalChange): ChangeRefusal | null => {
  const no = (code: ChangeRefusalCode) => refuseChange(code, placeOf(change))
  if (!indicatorNamed(change.indicator)?.goals) return no('no-goals')
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(change.month)) return no('no-month')
  if (!isOrgunit(change.orgunit)) return no('no-unit')
  if (change.value !== null && !Number.isSafeInteger(change.value)) return no('not-whole')
  return change.value !== null && change.value < 0 ? no('below-minimum') : null
}

const whyNotYear = (change: CalendarChange, bundle: Bundle): ChangeRefusal | null => {
  const no = (code: ChangeRefusalCode) => refuseChange(code, placeOf(change))
  const definition = bundle.calendars.find(({ name }) => name === change.calendar)
  // One without any table counts every week alike: it has no year to be provisional.
  if (!definition?.years) return no('no-calendar')
  if (!Number.isSafeInteger(change.year) || change.year < 2000 || change.year > 2099) return no('no-year')
  const { off, work } = change.after
  if (off.length === 0) return no('no-days-off')
  if (![...off, ...work].every((span) => isSpan(change.year, span))) return no('no-days')
  return canonicalJson(definition.years[change.year] ?? null) === canonicalJson({ off, work }) ? no('same') : null
}

/** `05-01` or `05-01..05-05`, of days there are in the year, in their order. */
const isSpan = (year: number, span: string): boolean => {
  if (!/^\d\d-\d\d(\.\.\d\d-\d\d)?$/.test(span)) return false
  const days = span.split('..')
  const isDay = (day: string) => parseMoment(`${year}-${day}T00:00:00Z`) !== null
  return days.every(isDay) && days[0]! <= days.at(-1)!
}

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
  const { lists } = applied(bundle, change, { lists: {}, calendars: {} })
  const problems = loadList({ path: file.path, text: withEntries(file, lists[change.list]!) }).problems
  return problems.length > 0 ? no('too-long') : null
}

/** Days as texts of one length are in order as texts. */
const overlap = (a: WrittenEntry, b: WrittenEntry): boolean =>
  (a.from ?? '') <= (b.to ?? '9999-12-31') && (b.from ?? '') <= (a.to ?? '9999-12-31')
