import { unlinkIdentity } from '@mingjing/sql/people/identities.ts'
import { beginSecondFactor, confirmSecondFactor } from '@mingjing/sql/people/second-factor.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { issueActions, people, sessions } from '@mingjing/sql/postgres/schema.ts'
import { openBank, scopeFor } from '@mingjing/sql/test/bank.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { type MutableToken, OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInByProvider } from './by-provider.ts'
import { sha256 } from './hash.ts'
import { leave, type Provider, providerOf } from './single-sign-on.ts'

/** The way through a real provider on this machine: discovery, code with PKCE, signed tokens. */

const back = new URL('https://bank.example/sign-in/sso/back')
const client = { address: '10.0.0.1', userAgent: null }
const now = () => new Date()
const server = new OAuth2Server()
let bank: Postgres
let provider: Provider
/** What the provider says of whoever comes next. */
let said: Record<string, unknown> = {}

beforeAll(async () => {
  bank = await openBank()
  await server.issuer.keys.generate('RS256')
  await server.start(0, 'localhost')
  server.service.on('beforeTokenSigning', (token: MutableToken) =>
    Object.assign(token.payload, { aud: 'mingjing' }, said),
  )
  provider = providerOf({ OIDC_ISSUER: server.issuer.url!, OIDC_CLIENT_ID: 'mingjing', OIDC_CLIENT_SECRET: 's' })!
})
afterAll(async () => {
  await server.stop()
  await bank.close()
})

/** Goes to the provider and comes back with what it says of somebody. */
const journey = async (claims: Record<string, unknown>, on = provider) => {
  const { to, leaving } = await leave(on, back)
  said = claims
  const away = await fetch(to, { redirect: 'manual' })
  return { at: new URL(away.headers.get('location')!), leaving, client }
}
const signIn = async (claims: Record<string, unknown>) => signInByProvider(bank.db, provider, await journey(claims))
const openedBy = async (answer: { kind: string; sessionId?: string }) => {
  const [row] = await bank.db
    .select()
    .from(sessions)
    .where(eq(sessions.id, sha256(answer.sessionId!)))
  return [row?.userId, row?.signedInBy]
}

test('a person is found by their login the first time and by the provider’s name for them from then on', async () => {
  const first = await signIn({ sub: 'u-1', preferred_username: 'S001' })
  expect(await openedBy(first as { kind: 'ok'; sessionId: string })).toEqual(['S001', 'single-sign-on'])
  // The login was given to somebody else, there and here.
  const renamed = await signIn({ sub: 'u-1', preferred_username: 's010' })
  expect(await openedBy(renamed as { kind: 'ok'; sessionId: string })).toEqual(['S001', 'single-sign-on'])
  expect(await signIn({ sub: 'u-2', preferred_username: 's001' })).toEqual({ kind: 'refused' })
  const linked = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'identity-linked'))
  expect(linked).toMatchObject([{ personId: 'S001', detail: { issuer: server.issuer.url, subject: 'u-1' } }])
})

test('an administrator of their units unlinks them; then the login counts again', async () => {
  await signIn({ sub: 'u-20', preferred_username: 's020' })
  expect(await unlinkIdentity(bank.db, scopeFor('manager2'), 'S020', now())).toBe(false)
  expect(await unlinkIdentity(bank.db, scopeFor('admin'), 'S020', now())).toBe(true)
  expect(await signIn({ sub: 'u-21', preferred_username: 's020' })).toMatchObject({ kind: 'ok' })
})

test('what the provider asked for counts as a second factor', async () => {
  const strong = await signIn({ sub: 'u-50', preferred_username: 's050', amr: ['pwd', 'otp'] })
  expect(await openedBy(strong as { kind: 'ok'; sessionId: string })).toEqual(['S050', 'single-sign-on-strong'])
  const keys = passingKeys()
  await beginSecondFactor(bank.db, keys, scopeFor('auditor'), 'JBSWY3DPEHPK3PXP', now())
  await confirmSecondFactor(bank.db, keys, scopeFor('auditor'), { step: 1, codes: ['a'], now: now() })
  expect(await signIn({ sub: 'u-50', amr: ['pwd'] })).toMatchObject({ kind: 'code' })
  expect(await signIn({ sub: 'u-50', amr: ['mfa'] })).toMatchObject({ kind: 'ok' })
})

test.each([
  ['nobody here', { sub: 'u-3', preferred_username: 'nobody' }],
  ['no login', { sub: 'u-4' }],
  ['a login that is no text', { sub: 'u-5', preferred_username: { $ne: 1 } }],
  ['a closed account', { sub: 'u-6', preferred_username: 's002' }],
  ['another client’s token', { sub: 'u-1', aud: 'somebody-else' }],
  ['another issuer', { sub: 'u-1', iss: 'https://evil.example' }],
  ['a token that is over', { sub: 'u-1', exp: Math.floor(Date.now() / 1000) - 3600 }],
  ['the answer to another question', { sub: 'u-1', nonce: 'another' }],
])('refused: %s', async (_, claims) => {
  await bank.db.update(people).set({ active: false }).where(eq(people.id, 'S002'))
  expect(await signIn(claims)).toEqual({ kind: 'refused' })
})

test('a token nobody signed so is refused', async () => {
  const came = await journey({ sub: 'u-1' })
  server.service.once('beforeResponse', ({ body }: { body: { id_token: string } }) => {
    body.id_token = `${body.id_token.slice(0, body.id_token.lastIndexOf('.'))}.${'A'.repeat(342)}`
  })
  expect(await signInByProvider(bank.db, provider, came)).toEqual({ kind: 'refused' })
  expect(await signIn({ sub: 'u-1' })).toMatchObject({ kind: 'ok' })
})

test('an account closed after it was linked opens nothing', async () => {
  await signIn({ sub: 'u-30', preferred_username: 's030' })
  await bank.db.update(people).set({ active: false }).where(eq(people.id, 'S030'))
  expect(await signIn({ sub: 'u-30' })).toEqual({ kind: 'refused' })
})

test('who did not leave from here does not arrive here, and nobody arrives twice', async () => {
  const came = await journey({ sub: 'u-1' })
  const other = (await leave(provider, back)).leaving
  const arriving = (leaving: typeof other) => signInByProvider(bank.db, provider, { ...came, leaving })
  expect(await arriving({ ...came.leaving, state: other.state })).toEqual({ kind: 'refused' })
  expect(await arriving(came.leaving)).toMatchObject({ kind: 'ok' })
  expect(await arriving(came.leaving)).toEqual({ kind: 'refused' })
  const again = await journey({ sub: 'u-1' })
  expect(
    await signInByProvider(bank.db, provider, { ...again, leaving: { ...again.leaving, verifier: other.verifier } }),
  ).toEqual({ kind: 'refused' })
})

test('a provider that is away is told of and asked again', async () => {
  const away = { ...provider, issuer: new URL('http://localhost:9/') }
  await expect(leave(away, back)).rejects.toThrow()
  await expect(leave(away, back)).rejects.toThrow()
})

test.each([
  [{ OIDC_ISSUER: 'nonsense' }, /no URL/],
  [{ OIDC_ISSUER: 'https://id.bank.example' }, /OIDC_CLIENT_ID/],
  [{ OIDC_ISSUER: 'http://id.bank.example', OIDC_CLIENT_ID: 'x' }, /https/],
])('a half-named provider is an error: %j', (env, why) => {
  expect(() => providerOf(env)).toThrow(why)
})
test('without an issuer there is none', () => expect(providerOf({ OIDC_CLIENT_ID: 'x' })).toBeNull())
