import { waitingStep } from '@mingjing/sql/people/second-factor.ts'
import { fail, redirect } from '@sveltejs/kit'
import { clientOf } from '#lib/server/auth/client.ts'
import { destination } from '#lib/server/auth/destination.ts'
import { enter } from '#lib/server/auth/enter.ts'
import { sha256 } from '#lib/server/auth/hash.ts'
import { personas, type SignIn, signIn, signInAsPersona, signInWithCode } from '#lib/server/auth/sign-in.ts'
import { providerOf } from '#lib/server/auth/single-sign-on.ts'
import { readStepCookie, writeStepCookie } from '#lib/server/auth/step-cookie.ts'
import { readForm } from '#lib/server/guard/read-form.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  if (event.locals.person) redirect(303, destination(event.url.searchParams.get('next')))
  const { demo, postgres } = await theRuntime()
  const step = readStepCookie(event)
  const awaitsCode = step !== null && (await waitingStep(postgres.db, sha256(step), new Date())) !== null
  const provider = providerOf(process.env)
  const sso = event.url.searchParams.get('sso')
  return {
    awaitsCode,
    provider: provider && { name: provider.name },
    /** How the way through the bank's own sign-in ended, if it ended here. */
    sso: sso === 'refused' || sso === 'unreachable' ? sso : null,
    personas: demo && !awaitsCode ? await personas(postgres.db) : [],
  }
}

export const actions: Actions = {
  password: async (event) => {
    const form = await readForm(event.request)
    const login = String(form.get('login') ?? '')
    const { postgres, keys } = await theRuntime()
    const typed = { login, password: String(form.get('password') ?? ''), client: clientOf(event) }
    return finish(event, await signIn(postgres.db, keys, typed), login)
  },
  /** The second step: a code of the authenticator, or a recovery code. */
  code: async (event) => {
    const form = await readForm(event.request)
    const { postgres, keys } = await theRuntime()
    const step = readStepCookie(event) ?? ''
    const typed = { step, code: String(form.get('code') ?? ''), client: clientOf(event) }
    return finish(event, await signInWithCode(postgres.db, keys, typed), '')
  },
  /** Leaves the second step, to sign in as somebody else. */
  back: (event) => {
    writeStepCookie(event, null)
    redirect(303, `/sign-in${event.url.searchParams.has('next') ? nextOf(event) : ''}`)
  },
  persona: async (event) => {
    const form = await readForm(event.request)
    const { demo, postgres } = await theRuntime()
    const outcome: SignIn = demo
      ? await signInAsPersona(postgres.db, String(form.get('person') ?? ''), clientOf(event))
      : { kind: 'refused' }
    return finish(event, outcome, '')
  },
}

type ActionEvent = Parameters<NonNullable<Actions['password']>>[0]

const nextOf = (event: ActionEvent): string =>
  `?next=${encodeURIComponent(destination(event.url.searchParams.get('next')))}`

const finish = async (event: ActionEvent, outcome: SignIn, login: string) => {
  switch (outcome.kind) {
    case 'wait':
      event.setHeaders({ 'retry-after': String(outcome.seconds) })
      return fail(429, { ...outcome, login })
    case 'refused':
      return fail(401, { ...outcome, login })
    case 'expired':
      writeStepCookie(event, null)
      return fail(401, { ...outcome, login })
    case 'code':
      writeStepCookie(event, outcome.step)
      return redirect(303, `/sign-in${nextOf(event)}`)
    case 'ok':
      return enter(event, outcome.sessionId, destination(event.url.searchParams.get('next')))
  }
}
