import { type Scope, scopeOf } from '@mingjing/sql/access/scope.ts'
import { verdicts } from '@mingjing/sql/changes/decide.ts'
import { unlinkIdentity } from '@mingjing/sql/people/identities.ts'
import { liftLock } from '@mingjing/sql/people/locks.ts'
import { removeSecondFactor } from '@mingjing/sql/people/second-factor.ts'
import { endSessionsOf } from '@mingjing/sql/people/sessions.ts'
import { makeServiceToken, revokeServiceToken } from '@mingjing/sql/service-tokens/service-token.ts'
import { deactivate } from '@mingjing/sql/staffing/deactivate.ts'
import { decideStaff } from '@mingjing/sql/staffing/decide.ts'
import { proposeStaff } from '@mingjing/sql/staffing/propose.ts'
import { refuseStaff } from '@mingjing/sql/staffing/refusal.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import type { PeopleAnswer } from '#lib/people/view.ts'
import { readForm } from '#lib/server/guard/read-form.ts'
import { longestReason } from '#lib/text/limits.ts'
import { hashPassword } from '../auth/password.ts'
import { allowed } from '../guard/allowed.ts'
import { theRuntime } from '../runtime.ts'
import { tooLongIn, tooLongWords } from '../too-long.ts'
import { longestServiceName, parseService, parseWish } from './asked.ts'

type Event = Pick<RequestEvent, 'locals' | 'request'>

const asked = async ({ locals, request }: Event) => {
  const form = await readForm(request)
  return {
    scope: scopeOf(allowed(locals)),
    text: (name: string) => String(form.get(name) ?? '').trim(),
    form,
    db: (await theRuntime()).postgres.db,
    now: new Date(),
  }
}
type Asked = Awaited<ReturnType<typeof asked>>

const refused = (words: { zh: string; en: string }) =>
  fail(409, { refused: { zh: words.zh, en: words.en } } satisfies PeopleAnswer)
const done = (what: string, secret: PeopleAnswer['secret'] = null): PeopleAnswer => ({ done: what, secret })
/** Refuses a form one of whose texts would not stand on record whole; null when all do. */
const cutShort = ({ form }: Asked, field: 'reason' | 'note' | 'name', most: number = longestReason) => {
  const problem = tooLongIn({ [field]: form.get(field) }, most)
  return problem && fail(422, { refused: tooLongWords(problem) } satisfies PeopleAnswer)
}
const notUnderstood = () => fail(400, { refused: { zh: '请把表单填写完整', en: 'Fill the form in' } })

/** Something done to the account of another, by who keeps it; of one's own the account page is for. */
const toAnother =
  (what: string, act: (given: Asked, personId: string) => Promise<number | boolean | null>) => async (event: Event) => {
    const given = await asked(event)
    const personId = given.text('person')
    if (personId === given.scope.personId) return refused(refuseStaff('oneself'))
    return (await act(given, personId)) ? done(what) : refused(refuseStaff('not-found'))
  }

const endAll = (db: Asked['db'], scope: Scope, personId: string, now: Date) => endSessionsOf(db, scope, personId, now)

export const peopleActions = {
  propose: async (event: Event) => {
    const given = await asked(event)
    const { scope, form, text, db, now } = given
    const problem = cutShort(given, 'reason')
    if (problem) return problem
    const wish = parseWish(form)
    if (wish === null) return notUnderstood()
    const what = { personId: text('person'), wish, reason: text('reason') }
    const outcome = await proposeStaff(db, scope, what, { now, hashPassword })
    if (outcome.kind === 'refused') return refused(outcome)
    return outcome.password === null
      ? done('propose')
      : done('first-colleague', { of: 'password', for: what.personId, text: outcome.password })
  },
  decide: async (event: Event) => {
    const given = await asked(event)
    const { scope, text, db, now } = given
    const problem = cutShort(given, 'note')
    if (problem) return problem
    const verdict = verdicts.find((each) => each === text('verdict'))
    const id = Number(text('id'))
    if (!verdict || !Number.isSafeInteger(id)) return notUnderstood()
    const what = { verdict, note: text('note') }
    const outcome = await decideStaff(db, scope, id, what, { now, hashPassword })
    if (outcome.kind === 'refused') return refused(outcome)
    const { password, change } = outcome
    return done(verdict, password === null ? null : { of: 'password', for: change.personId, text: password })
  },
  deactivate: async (event: Event) => {
    const given = await asked(event)
    const { scope, text, db, now } = given
    const problem = cutShort(given, 'reason')
    if (problem) return problem
    const what = { personId: text('person'), reason: text('reason') }
    const outcome = await deactivate(db, scope, what, now)
    return outcome.kind === 'done' ? done('deactivate') : refused(outcome)
  },
  /** One session of somebody, or all. */
  sessions: toAnother('sessions', ({ db, scope, text, now }, personId) =>
    endSessionsOf(db, scope, personId, now, text('session') || undefined),
  ),
  lift: toAnother('lift', ({ db, scope, text, now }) => liftLock(db, scope, text('lock'), now)),
  /** Without it a password alone opens the account: whoever is in by it comes again. */
  factor: toAnother('factor', async ({ db, scope, now }, personId) => {
    if (!(await removeSecondFactor(db, scope, personId, now))) return false
    await endAll(db, scope, personId, now)
    return true
  }),
  identity: toAnother('identity', async ({ db, scope, now }, personId) => {
    if (!(await unlinkIdentity(db, scope, personId, now))) return false
    await endAll(db, scope, personId, now)
    return true
  }),
  'make-token': async (event: Event) => {
    const given = await asked(event)
    const { scope, form, db, now } = given
    const problem = cutShort(given, 'name', longestServiceName)
    if (problem) return problem
    const wanted = parseService(form, now)
    if (wanted === null) return notUnderstood()
    const made = await makeServiceToken(db, scope, { ...wanted, now })
    return made === null
      ? refused(refuseStaff('not-yours'))
      : done('make-token', { of: 'token', for: wanted.name, text: made.token })
  },
  'revoke-token': async (event: Event) => {
    const { scope, text, db, now } = await asked(event)
    return (await revokeServiceToken(db, scope, text('token'), now))
      ? done('revoke-token')
      : refused(refuseStaff('not-found'))
  },
}
