import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { roles } from '@mingjing/sql/postgres/schema.ts'
import { describe, expect, test } from 'vitest'
import { token } from '../bank.ts'
import { everyone, matrix, mayCall } from '../matrix.ts'
import { actionsOf } from './actions-of.ts'
import { type House, ours, pathOf } from './house.ts'

/** Bodies that come slowly, not whole, or are not what they are said to be. */
export const brokenBodies = (house: House): void =>
  describe('bodies that are not what they should be', () => {
    test('every form takes or refuses what is no form', async () => {
      const bodies: [type: string | null, body: string][] = [
        ['application/x-www-form-urlencoded', '%E0%A4%A=%00&__proto__=1&login=%00&case=%00&person=%00&capacity=1e999'],
        [
          'application/x-www-form-urlencoded',
          'text=\ud800&startsOn=2026-02-30&indicator=x&unit=x&from=9e99&capacity=-1',
        ],
        ['multipart/form-data', '--b\r\n\r\nx'],
        [
          'multipart/form-data; boundary=b',
          '--b\r\ncontent-disposition: form-data; name="password"; filename="x"\r\n\r\nx\r\n--b--\r\n',
        ],
        ['multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="login"\r\n\r\nnot whole'],
        ['text/plain', 'login=x'],
      ]
      const faults: unknown[] = []
      for (const [route, { methods, people }] of Object.entries(matrix))
        if (methods.includes('ACTIONS'))
          for (const name of actionsOf(route))
            for (const [type, body] of bodies) {
              const role = people === everyone ? null : roles.find((each) => mayCall(people, each))!
              // As the page's script asks: the answer is not drawn, which costs most.
              const asked = { ...ours, accept: 'application/json', 'x-sveltekit-action': 'true' }
              const headers = { ...asked, ...(type && { 'content-type': type }) }
              const answer = await house
                .call(`${pathOf(route)}?/${name}`, {
                  method: 'POST',
                  headers: role === null ? headers : { ...headers, cookie: house.cookies[role] },
                  body: Buffer.from(body),
                })
                .catch((error: Error) => ({ status: error.message }))
              if (typeof answer.status === 'string') faults.push([route, name, type, body])
            }
      expect(faults).toEqual([])
    })

    test('whoever sends slowly keeps nobody waiting, and leaving in the middle is no fault', async () => {
      const { hostname, port } = new URL(house.product.url)
      const head = (path: string, ...lines: string[]) =>
        [`POST ${path} HTTP/1.1`, `host: ${hostname}:${port}`, 'sec-fetch-site: same-origin', ...lines].join('\r\n')
      const cookie = `cookie: ${house.cookies.lead}`
      const form = 'content-type: application/x-www-form-urlencoded'
      const bearer = `authorization: Bearer ${token}`
      const begun = [
        `GET / HTTP/1.1\r\nhost: ${hostname}\r\nx-slow: `,
        `${head('/sign-in?/password', form, 'content-length: 1000')}\r\n\r\nlogin=`,
        `${head('/sign-in?/password', 'content-type: multipart/form-data; boundary=b', 'content-length: 1000')}\r\n\r\n--b\r\n`,
        `${head('/api/issues', cookie, 'content-type: application/json', 'content-length: 1000')}\r\n\r\n{"ids":`,
        `${head('/team?/profile', cookie, form, 'content-length: 1000')}\r\n\r\nperson=`,
        `${head('/receipts/verify', 'content-type: application/json', 'content-length: 1000')}\r\n\r\n{`,
        `${head('/api/events', bearer, 'transfer-encoding: chunked')}\r\n\r\n2\r\n[{\r\n`,
        `${head('/api/events', bearer, 'content-length: 100000')}\r\n\r\n[`,
      ]
      const sockets = await Promise.all(
        Array.from({ length: 15 * begun.length }, async (_, n): Promise<Socket> => {
          const socket = connect(Number(port), hostname)
          socket.on('error', () => {})
          socket.resume()
          await once(socket, 'connect')
          socket.write(begun[n % begun.length]!)
          return socket
        }),
      )
      for (let beat = 0; beat < 5; beat++) {
        for (const socket of sockets) socket.write(' ')
        const headers = { cookie: house.cookies.officer }
        for (const path of ['/healthz', '/sign-in', '/api/issues'])
          expect([path, (await house.call(path, { headers })).status]).toEqual([path, path === '/sign-in' ? 303 : 200])
      }
      for (const [n, socket] of sockets.entries()) n % 2 === 0 ? socket.resetAndDestroy() : socket.end()
      await Promise.all(sockets.map((socket) => socket.destroyed || once(socket, 'close')))
      expect((await house.call('/healthz')).status).toBe(200)
      expect(house.product.printed()).not.toContain('"level":"error"')
    })
  })
