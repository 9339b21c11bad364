import { type BundleParts, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { checkParameterTable, type ParameterTable, type ParameterValue } from '@mingjing/rules/bundle/parameters.ts'
import type { YearTable } from '@mingjing/rules/calendar/definition.ts'
import { calendarDefinitions } from '@mingjing/rules/calendar/named.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import { isListFile, loadList, type WrittenEntry, withEntries } from '@mingjing/rules/language/list.ts'
import type { RuleFile } from '@mingjing/rules/language/load.ts'
import type { Db } from '../postgres/connect.ts'
import { readSetting, writeSetting } from '../settings/settings.ts'

/** What people have decided beside the files: values of parameters by unit, and whole lists by name. */
export interface Inputs {
  readonly parameters: ParameterTable
  /** A list changed once by people is theirs: its entries are these, whatever a later file says. */
  readonly lists: Readonly<Record<string, readonly WrittenEntry[]>>
  /** Years of calendars people have given a table, by calendar and year; in place of a shipped one. */
  readonly calendars: Readonly<Record<string, Readonly<Record<number, YearTable>>>>
}

/** Where the values of parameters that differ by unit are kept. */
export const parametersKey = 'parameters'
const listsKey = 'lists'
export const calendarsKey = 'calendars'

export const readInputs = async (db: Db): Promise<Inputs> => ({
  parameters: (await readSetting<ParameterTable>(db, parametersKey)) ?? {},
  lists: (await readSetting<Inputs['lists']>(db, listsKey)) ?? {},
  calendars: (await readSetting<Inputs['calendars']>(db, calendarsKey)) ?? {},
})

export const writeInputs = async (db: Db, { parameters, lists, calendars }: Inputs): Promise<void> => {
  await writeSetting(db, parametersKey, parameters)
  await writeSetting(db, listsKey, lists)
  await writeSetting(db, calendarsKey, calendars)
}

/** Files and inputs as the parts of one bundle. `known` are calendars beside the shipped ones. */
export const partsOf = (
  files: readonly RuleFile[],
  { parameters, lists, calendars }: Inputs,
  known: NonNullable<BundleParts['calendars']> = [],
): BundleParts => ({
  parameters,
  calendars: [...new Map([...calendarDefinitions, ...known].map((each) => [each.name, each])).values()].map((each) =>
    Object.hasOwn(calendars, each.name) ? { ...each, years: { ...each.years, ...calendars[each.name] } } : each,
  ),
  files: files.map((file) => {
    const name = listNameOf(file)
    return name !== null && Object.hasOwn(lists, name) ? { ...file, text: withEntries(file, lists[name]!) } : file
  }),
})

/** The name of a list file that is sound, else null. */
const listNameOf = (file: RuleFile): string | null =>
  isListFile(file.text) ? (loadList(file).list?.name ?? null) : null

/** A value that a new release of the rules takes no more. */
export interface LeftOut {
  readonly rule: string
  readonly parameter: string
  readonly orgunit: string
  readonly value: ParameterValue
}

/**
 * The inputs that still fit the rules of these files, and the values that do not: of a rule or parameter that is gone,
 * or outside its new bounds. A release must not keep the bank from starting because of them.
 */
export const fitting = (files: readonly RuleFile[], inputs: Inputs): { inputs: Inputs; leftOut: LeftOut[] } => {
  if (Object.keys(inputs.parameters).length === 0) return { inputs, leftOut: [] }
  const { rules } = makeBundle({ files }).bundle
  const leftOut = valuesOf(inputs.parameters).filter((each) => !fits(each, rules))
  return {
    inputs: {
      ...inputs,
      parameters: leftOut.reduce((table, each) => withValue(table, { ...each, value: null }), inputs.parameters),
    },
    leftOut,
  }
}

const valuesOf = (table: ParameterTable): LeftOut[] =>
  Object.entries(table).flatMap(([rule, names]) =>
    Object.entries(names).flatMap(([parameter, values]) =>
      Object.entries(values).map(([orgunit, value]) => ({ rule, parameter, orgunit, value })),
    ),
  )

const fits = ({ rule, parameter, orgunit, value }: LeftOut, rules: readonly CheckedRule[]): boolean =>
  checkParameterTable({ [rule]: { [parameter]: { [orgunit]: value } } }, rules).length === 0

/** A table with one value set, or taken away by null; what is empty then is left out, so equal tables are equal data. */
export const withValue = (
  table: ParameterTable,
  { rule, parameter, orgunit, value }: Omit<LeftOut, 'value'> & { readonly value: ParameterValue | null },
): ParameterTable => {
  const set = <T>(from: Readonly<Record<string, T>>, name: string, to: T | null): Record<string, T> => {
    const { [name]: _, ...others } = from
    return to === null ? others : { ...others, [name]: to }
  }
  const filled = <T extends object>(record: T): T | null => (Object.keys(record).length === 0 ? null : record)
  const names = table[rule] ?? {}
  return set(table, rule, filled(set(names, parameter, filled(set(names[parameter] ?? {}, orgunit, value)))))
}
