import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { parameterAt } from '@mingjing/rules/bundle/parameters.ts'
import type { Scope } from '@mingjing/sql/access/scope.ts'
import { withValue } from '@mingjing/sql/bundle/inputs.ts'
import type { ListChange, ParameterChange } from '@mingjing/sql/changes/change.ts'
import { barredFrom, type Verdict } from '@mingjing/sql/changes/decide.ts'
import type { StoredChange } from '@mingjing/sql/changes/propose.ts'
import { refuseChange } from '@mingjing/sql/changes/refusal.ts'
import { indicatorNamed } from '@mingjing/sql/indicators/catalogue.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { recordKindNamed } from '@mingjing/sql/retention/kinds.ts'
import type { ChangeView, EntryView, ParameterView, Somebody } from '#lib/change/view.ts'

/** Stored changes with the words of rules, lists and people, and what the reader may do with each. */
export const changeViews = async (db: Db, scope: Scope, rows: readonly StoredChange[]): Promise<ChangeView[]> => {
  const bundle = await currentBundle(db)
  const ids = rows.flatMap(({ proposedBy, decidedBy }) => (decidedBy ? [proposedBy, decidedBy] : [proposedBy]))
  const names = new Map((await staffNames(db, ids)).map((person) => [person.id, person]))
  const somebody = (id: string): Somebody => names.get(id) ?? { id, zh: id, en: id }
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    what: whatView(row, bundle),
    reason: row.reason,
    proposedBy: somebody(row.proposedBy),
    proposedAt: row.proposedAt.getTime(),
    decidedBy: row.decidedBy === null ? null : somebody(row.decidedBy),
    decidedAt: row.decidedAt?.getTime() ?? null,
    note: row.note,
    base: row.base,
    bundle: row.bundle,
    barred: {
      approve: barring(scope, row, 'approve'),
      reject: barring(scope, row, 'reject'),
      withdraw: barring(scope, row, 'withdraw'),
    },
  }))
}

const whatView = (row: StoredChange, bundle: Bundle | null): ChangeView['what'] => {
  const { change } = row
  switch (change.kind) {
    case 'parameter':
      return parameterView(row, change, bundle)
    case 'list':
      return entryView(row, change, bundle)
    case 'calendar': {
      const { calendar, year, after } = change
      const known = bundle?.calendars.find(({ name }) => name === calendar)
      const title = known ? { zh: known.zh, en: known.en } : { zh: calendar, en: calendar }
      const before = row.before && 'table' in row.before ? row.before.table : null
      return { kind: 'calendar', calendar, title, year, before, after }
    }
    case 'shares': {
      const before = row.before && 'shares' in row.before ? row.before.shares : { all: 0, strata: {} }
      return {
        kind: 'shares',
        title: { zh: '质量复核抽样比例', en: 'Shares of quality control' },
        before,
        after: change.shares,
      }
    }
    case 'retention': {
      const known = recordKindNamed(change.records)
      const title = known ? { zh: known.zh, en: known.en } : { zh: change.records, en: change.records }
      const before = row.before && 'months' in row.before ? row.before.months : null
      return { kind: 'retention', title, before, after: change.months }
    }
    case 'goal': {
      const { indicator, orgunit, product, month, value } = change
      const known = indicatorNamed(indicator)
      const title = known?.name ?? { zh: indicator, en: indicator }
      const before = row.before && 'goal' in row.before ? row.before.goal : null
      // Goals of a share are kept in millionths.
      const shown = (goal: number | null) => (goal !== null && known?.unit === 'share' ? goal / 1_000_000 : goal)
      return {
        ...{ kind: 'goal', indicator, title, orgunit, product, month, before: shown(before) },
        after: shown(value),
        unit: known?.unit ?? 'count',
      }
    }
  }
}

const barring = (scope: Scope, row: StoredChange, verdict: Verdict) => {
  const code = barredFrom(scope, row, verdict)
  if (code === null) return null
  const { zh, en } = refuseChange(code)
  return { zh, en }
}

const parameterView = (row: StoredChange, change: ParameterChange, bundle: Bundle | null): ParameterView => {
  const rule = bundle?.rules.find(({ id }) => id === change.rule)
  const parameter = rule && Object.hasOwn(rule.params, change.parameter) ? rule.params[change.parameter] : undefined
  const above = withValue(bundle?.parameters ?? {}, { ...change, value: null })
  return {
    ...{ kind: 'parameter', rule: change.rule, parameter: change.parameter, orgunit: change.orgunit },
    title: rule?.title ?? { zh: change.rule, en: change.rule },
    unit: parameter?.unit ?? null,
    before: row.before && 'value' in row.before ? row.before.value : null,
    after: change.value,
    inherited:
      row.state === 'proposed' && rule && parameter ? parameterAt(rule, above, change.parameter, change.orgunit) : null,
  }
}

const entryView = (row: StoredChange, { list: name, entry, after }: ListChange, bundle: Bundle | null): EntryView => {
  const list = bundle?.lists.find((each) => each.name === name)
  const before = row.before && 'entry' in row.before ? row.before.entry : null
  const endsOnly = before !== null && before.value === after.value && before.from === after.from
  return {
    ...{ kind: 'list', list: name, before, after },
    title: list ? { zh: list.zh, en: list.en } : { zh: name, en: name },
    step: entry === null ? 'add' : endsOnly && after.to !== undefined && before.to === undefined ? 'end' : 'correct',
  }
}
