import { roles } from '@mingjing/sql/postgres/schema.ts'
import { describe, expect, test } from 'vitest'
import { everyone, matrix, mayCall } from '../matrix.ts'
import { actionsOf } from './actions-of.ts'
import { type House, ours, pathOf } from './house.ts'

interface Target {
  readonly method: string
  readonly path: string
  /** Who may do it, so that only where the request comes from can refuse it. */
  readonly role: (typeof roles)[number]
}

/** It answers whoever asks, and changes nothing. */
const answersAnybody = '/receipts/verify'

/** Every way of the build in which something is changed: the methods of its endpoints, the actions of its pages. */
const targets: Target[] = Object.entries(matrix)
  .filter(([route]) => route !== answersAnybody)
  .flatMap(([route, { methods, people, grants }]) => {
    const role = people === everyone ? 'lead' : roles.find((each) => mayCall(people, each))
    if (role === undefined && grants === undefined) throw new Error(`nobody may call ${route}`)
    const path = pathOf(route)
    return methods
      .split(' ')
      .flatMap((method): { method: string; path: string }[] => {
        if (method === 'ACTIONS') return actionsOf(route).map((name) => ({ method: 'POST', path: `${path}?/${name}` }))
        return ['GET', 'PAGE'].includes(method) ? [] : [{ method, path }]
      })
      .map((target) => ({ ...target, role: role ?? 'admin' }))
  })

const types = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'application/xml',
  'x/y',
  null,
]

export const otherSites = (house: House): void =>
  describe('requests that another site made a browser send', () => {
    const origins: Record<string, (url: string) => Record<string, string>> = {
      foreign: () => ({ origin: 'https://evil.example' }),
      null: () => ({ origin: 'null' }),
      absent: () => ({}),
      'another port': () => ({ origin: 'http://localhost:1' }),
      'ours as a part of theirs': (url) => ({ origin: `${url}.evil.example` }),
      'ours, of a page of another site': (origin) => ({ origin, 'sec-fetch-site': 'cross-site' }),
      'a neighbour’s': (origin) => ({ origin, 'sec-fetch-site': 'same-site' }),
      'nobody’s page': (origin) => ({ origin, 'sec-fetch-site': 'none' }),
    }
    test.each(Object.entries(origins))('origin %s: every change refused, in every type', async (_, from) => {
      const marks = from(house.product.url)
      const taken: unknown[] = []
      for (const { method, path, role } of targets)
        await Promise.all(
          types.map(async (type) => {
            const headers = { cookie: house.cookies[role], ...marks, ...(type && { 'content-type': type }) }
            const { status, text } = await house.call(path, { method, headers, body: new TextEncoder().encode('{}') })
            if (status !== 403 || !text.includes('cross-site')) taken.push([method, path, type, status])
          }),
        )
      expect(taken).toEqual([])
    })

    test('from our own pages it is asked who calls, and of nothing else', async () => {
      expect(targets.length).toBeGreaterThan(45)
      const shut = []
      for (const { method, path } of targets)
        if (!path.startsWith('/sign-in')) {
          const { status } = await house.call(path, { method, headers: ours, body: '{}' })
          if (status !== 401) shut.push([method, path, status])
        }
      expect(shut).toEqual([])
    })

    test('what only answers answers, and no answer invites another site', async () => {
      const headers = { cookie: house.cookies.lead, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
      expect((await house.call(answersAnybody, { method: 'POST', headers, body: '{}' })).status).toBe(200)
      for (const method of ['OPTIONS', 'GET'])
        for (const path of ['/api/issues', '/api/live?once', '/sign-in'])
          expect((await house.call(path, { method, headers })).headers.has('access-control-allow-origin')).toBe(false)
    })
  })
