import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { isListFile, loadList, type WrittenEntry, writtenEntries } from '@mingjing/rules/language/list.ts'
import type { RuleFile } from '@mingjing/rules/language/load.ts'
import { type Inputs, withValue } from '../bundle/inputs.ts'
import type { Before, BundleChange, EntryName } from './change.ts'

/** The file of a list that rules of the bundle look values up in, or null. */
export const listFile = (bundle: Bundle, name: string): RuleFile | null =>
  bundle.lists.some((list) => list.name === name)
    ? (bundle.files.find((file) => isListFile(file.text) && loadList(file).list?.name === name) ?? null)
    : null

/** The entries of a list of the bundle, as written; none where there is no such list. */
export const entriesIn = (bundle: Bundle, name: string): readonly WrittenEntry[] => {
  const file = listFile(bundle, name)
  return file ? writtenEntries(file) : []
}

export const isNamed = (entry: WrittenEntry, name: EntryName): boolean =>
  entry.value === name.value && (entry.from ?? null) === name.from

/** What stands in a bundle where a change would be made; null where nothing does. */
export const standing = (bundle: Bundle, change: BundleChange): Before | null => {
  if (change.kind === 'calendar') {
    const table = bundle.calendars.find(({ name }) => name === change.calendar)?.years?.[change.year]
    return table ? { table } : null
  }
  if (change.kind === 'list') {
    const { entry: name } = change
    const entry = name && entriesIn(bundle, change.list).find((each) => isNamed(each, name))
    return entry ? { entry } : null
  }
  const values = bundle.parameters[change.rule]?.[change.parameter]
  return values && Object.hasOwn(values, change.orgunit) ? { value: values[change.orgunit]! } : null
}

/** The inputs of the bundle that follows one by a change. `kept` are the lists and calendars changed before. */
export const applied = (
  bundle: Bundle,
  change: BundleChange,
  { lists: kept, calendars }: Pick<Inputs, 'lists' | 'calendars'>,
): Inputs => {
  if (change.kind === 'parameter') return { parameters: withValue(bundle.parameters, change), lists: kept, calendars }
  if (change.kind === 'calendar') {
    const years = { ...calendars[change.calendar], [change.year]: change.after }
    return { parameters: bundle.parameters, lists: kept, calendars: { ...calendars, [change.calendar]: years } }
  }
  const entries = entriesIn(bundle, change.list)
  const { entry: name, after } = change
  const next = name ? entries.map((each) => (isNamed(each, name) ? after : each)) : [...entries, after]
  return { parameters: bundle.parameters, lists: { ...kept, [change.list]: next }, calendars }
}
