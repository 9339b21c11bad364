import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { password } from '../bank.ts'
import { type House, ours } from './house.ts'

export const signedOut = (house: House): void =>
  test('after signing out the cookie opens nothing, and what it opened before ends', async () => {
    const { cookie } = await house.signIn('auditor')
    const headers = { ...ours, cookie: cookie! }
    const live = await fetch(`${house.product.url}/api/live`, { headers })
    const reader = live.body!.getReader()
    expect((await reader.read()).done).toBe(false)
    expect((await house.call('/api/issues', { headers })).status).toBe(200)
    expect((await house.call('/sign-out', { method: 'POST', headers })).status).toBe(303)

    const left = async () => {
      while (!(await reader.read()).done);
      return 'ended'
    }
    expect(await Promise.race([left(), sleep(30_000)])).toBe('ended')
    const replayed = { method: 'POST', headers, body: new URLSearchParams() }
    const { status, headers: told } = await house.call('/audit', { headers })
    expect([status, told.get('location')?.split('?')[0]]).toEqual([303, '/sign-in'])
    for (const path of ['/api/issues', '/api/live', '/api/audit/heads/1'])
      expect([path, (await house.call(path, { headers })).status]).toEqual([path, 401])
    for (const path of ['/audit?/verify', '/account?/end-others', '/sign-out', '/api/notifications/read'])
      expect([path, (await house.call(path, replayed)).status]).toEqual([path, 401])
    // Nor is it taken up again by whoever signs in with it.
    const again = await fetch(`${house.product.url}/sign-in?/password`, {
      ...{ method: 'POST', redirect: 'manual', headers: { ...headers, accept: 'text/html' } },
      body: new URLSearchParams({ login: 'auditor', password: password }),
    })
    expect(again.status).toBe(303)
    expect(again.headers.getSetCookie().join()).not.toContain(cookie!)
    expect((await house.call('/api/issues', { headers })).status).toBe(401)
  })
