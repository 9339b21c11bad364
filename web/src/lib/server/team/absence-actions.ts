import { decideDelegation, endAbsence } from '@mingjing/sql/absences/decide.ts'
import { enterAbsence } from '@mingjing/sql/absences/enter.ts'
import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { readForm } from '#lib/server/guard/read-form.ts'
import { allowed } from '../guard/allowed.ts'
import { theRuntime } from '../runtime.ts'
import { parseAbsence } from './parse-absence.ts'

type Event = Pick<RequestEvent, 'locals' | 'request'>

const answer = (outcome: { kind: 'done' } | { kind: 'refused'; zh: string; en: string }) =>
  outcome.kind === 'done' ? { refused: null } : fail(409, { refused: { zh: outcome.zh, en: outcome.en } })
const notUnderstood = () => fail(400, { refused: { zh: '请填写起止时间', en: 'Say from when until when' } })

const asked = async ({ locals, request }: Event) => ({
  scope: scopeOf(allowed(locals)),
  form: await readForm(request),
  db: (await theRuntime()).postgres.db,
})
const idIn = (form: FormData): number => {
  const id = Number(form.get('absence'))
  return Number.isSafeInteger(id) ? id : -1
}

/** The actions of pages on which absences are entered. */
export const absenceActions = {
  absence: async (event: Event) => {
    const { scope, form, db } = await asked(event)
    const wish = parseAbsence(form, scope.personId)
    return wish === null ? notUnderstood() : answer(await enterAbsence(db, scope, wish, new Date()))
  },
  'end-absence': async (event: Event) => {
    const { scope, form, db } = await asked(event)
    return answer(await endAbsence(db, scope, idIn(form), new Date()))
  },
}

/** Approves or refuses who stands in. */
export const decideAction = async (event: Event) => {
  const { scope, form, db } = await asked(event)
  const wish = { id: idIn(form), approve: form.get('verdict') === 'approve' }
  return answer(await decideDelegation(db, scope, wish, new Date()))
}
