import type { AwayFrom } from '@mingjing/sql/absences/enter.ts'

/** The text of a field for day and clock, in the bank's time; an invalid Date where it is none. */
const moment = (text: string): Date =>
  new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? `${text}:00+08:00` : Number.NaN)

/** An absence as its form sends it; null where it makes no sense. */
export const parseAbsence = (form: FormData, personId: string): AwayFrom | null => {
  const text = (name: string) => String(form.get(name) ?? '')
  const [startsAt, endsAt] = [moment(text('from')), moment(text('until'))]
  if (Number.isNaN(startsAt.getTime()) || Number.isNaN(endsAt.getTime())) return null
  return { personId: text('person') || personId, startsAt, endsAt, delegate: text('delegate') || null }
}
