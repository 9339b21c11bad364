import { calendarOf } from '@mingjing/rules/bundle/calendars.ts'
import { isProvisional } from '@mingjing/rules/calendar/local.ts'
import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { mayPropose } from '@mingjing/sql/changes/propose.ts'
import { goalsSet } from '@mingjing/sql/goals/list.ts'
import { indicatorNamed, indicators } from '@mingjing/sql/indicators/catalogue.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { dayKey } from '#lib/format/moment.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('goals')
  const person = allowed(locals)
  const scope = scopeOf(person)
  const { db } = (await theRuntime()).postgres
  const thisMonth = dayKey(Date.now()).slice(0, 7)
  const asked = url.searchParams.get('month') ?? ''
  const month = /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? asked : thisMonth
  const unit = unitOf(person, url)
  const [bundle, rows] = await Promise.all([currentBundle(db), goalsSet(db, scope, { month, units: [unit] })])
  const year = Number(thisMonth.slice(0, 4))
  const calendars = (bundle?.calendars ?? []).filter(({ years }) => years !== undefined)
  return {
    month,
    goals: rows.map((row) => {
      const known = indicatorNamed(row.indicator)
      return {
        ...row,
        title: known?.name ?? { zh: row.indicator, en: row.indicator },
        figureUnit: known?.unit ?? ('count' as const),
      }
    }),
    indicators: indicators.flatMap(({ id, name, unit, goals }) => (goals ? [{ id, ...name, unit }] : [])),
    calendars: calendars.map((calendar) => ({
      ...{ name: calendar.name, zh: calendar.zh, en: calendar.en },
      years: [year - 1, year, year + 1].map((each) => ({
        year: each,
        provisional: isProvisional(calendarOf(bundle!, calendar.name), each),
        table: calendar.years?.[each] ?? null,
      })),
    })),
    mayGoal: mayPropose(scope, unit, 'goal'),
    mayCalendar: mayPropose(scope, 'hq', 'calendar'),
  }
}
