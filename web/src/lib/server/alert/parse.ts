import type { AlertWish } from '@mingjing/sql/alerts/set.ts'
import { indicatorNamed } from '@mingjing/sql/indicators/catalogue.ts'
import { type AlertCondition, alertConditions } from '@mingjing/sql/postgres/alert-tables.ts'
import { boundUnit, keptBound } from '#lib/alert/bound.ts'

/** What a form wishes; a condition or grain nobody knows stays as it is, for `setAlert` to refuse. */
export const parseAlert = (form: FormData): AlertWish => {
  const text = (name: string) =>
    String(form.get(name) ?? '')
      .replaceAll('\0', '')
      .toWellFormed()
  const condition = text('condition') as AlertCondition
  const unit = indicatorNamed(text('indicator'))?.unit ?? 'count'
  return {
    indicator: text('indicator'),
    orgunit: text('orgunit'),
    condition,
    bound: alertConditions.includes(condition) ? keptBound(text('bound'), boundUnit(condition, unit)) : Number.NaN,
    grain: text('grain') as AlertWish['grain'],
  }
}
