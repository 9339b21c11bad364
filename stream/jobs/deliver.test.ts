import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anyTime } from '@mingjing/sql/deliveries/due.ts'
import { mostAttempts } from '@mingjing/sql/deliveries/outbox.ts'
import {
  failedDeliveries,
  type Preferences,
  retryFailed,
  savePreferences,
} from '@mingjing/sql/deliveries/preferences.ts'
import { type NewNotification, tell } from '@mingjing/sql/notifications/tell.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { deliveries, issueActions, notifications, people } from '@mingjing/sql/postgres/schema.ts'
import { bankEngines, type Staff, scopeFor, staff } from '@mingjing/sql/test/bank.ts'
import { startMailServer } from '@mingjing/sql/test/smtp-server.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Senders, sendersOf } from '../delivery/senders.ts'
import { deliver } from './deliver.ts'

const keys = passingKeys()
/** A Monday morning in the bank. */
const start = Date.parse('2026-03-02T10:00:00+08:00')
const minute = 60_000

for (const { name, absent, open } of bankEngines)
  describe.skipIf(absent)(`${name}${absent ? `: ${absent}` : ''}`, () => {
    let bank: Postgres
    let now = start
    const clock = () => now
    beforeAll(async () => {
      bank = await open()
    })
    afterAll(() => bank.close())
    beforeEach(async () => {
      now = start
      await bank.db.delete(notifications)
      await bank.db.delete(issueActions)
      for (const who of Object.keys(staff) as Staff[]) await prefer(who, {})
    })

    /** A receiver of webhooks; `answers` are its next statuses, 204 after them. */
    let receiver: Server | null = null
    let answers: number[] = []
    const got: { key: string; body: { notifications: { id: string }[] } }[] = []
    const listen = async (port = 0): Promise<number> => {
      receiver = createServer(async (request, response) => {
        let body = ''
        for await (const chunk of request) body += chunk
        got.push({ key: String(request.headers['idempotency-key']), body: JSON.parse(body) })
        response.writeHead(answers.shift() ?? 204).end()
      })
      await new Promise<void>((done) => receiver!.listen(port, '127.0.0.1', done))
      return (receiver.address() as AddressInfo).port
    }
    const hangUp = () => new Promise<void>((done) => (receiver ? receiver.close(() => done()) : done()))
    afterEach(async () => {
      await hangUp()
      receiver = null
      answers = []
      got.length = 0
    })

    const prefer = (
      who: Staff,
      { channels = [], times = {} }: { channels?: Preferences['channels']; times?: object },
    ) =>
      savePreferences(
        bank.db,
        keys,
        scopeFor(who),
        { channels, times: { ...anyTime, ...times } },
        { now: new Date(now), domains: [] },
      )
    const hook = (port: number, minimum: 'low' | 'high' = 'low') =>
      ({ channel: 'webhook', address: `http://127.0.0.1:${port}/`, minimum }) as const
    const mailbox = { channel: 'email', address: 'manager@bank.example', minimum: 'low' } as const
    let serial = 0
    const told = (differing: Partial<NewNotification> = {}): NewNotification => ({
      id: `n${++serial}`,
      personId: staff.manager[0],
      orgunit: 'b01-s01-o1',
      kind: 'order',
      severity: 'medium',
      subject: 'app-1',
      titleZh: '审批未阅',
      titleEn: 'Approved unread',
      createdAt: new Date(now),
      ...differing,
    })
    const web = sendersOf({ MINGJING_WEBHOOK_NETS: '127.0.0.1' }, keys)
    const run = (senders: Senders = web) => deliver(bank.db, senders, clock)
    const rows = () => bank.db.select().from(deliveries).orderBy(deliveries.id)

    test('a receiver that is down first gets everything once it is up, each repetition under its first key', async () => {
      const port = await listen()
      await hangUp()
      await prefer('manager', { channels: [hook(port)] })
      await tell(bank.db, [told({ id: 'a' })])
      expect(await run()).toEqual({ sent: 0, waiting: 1, failed: 0 })
      expect(await run()).toEqual({ sent: 0, waiting: 0, failed: 0 })
      // What is told meanwhile goes its own way, and does not change the message that was tried.
      await tell(bank.db, [told({ id: 'b' })])
      now += minute
      await listen(port)
      answers = [500]
      const first = await run()
      expect([first.sent, first.waiting]).toEqual([1, 1])
      now += 10 * minute
      expect(await run()).toEqual({ sent: 1, waiting: 0, failed: 0 })
      now += 24 * 60 * minute
      expect(await run()).toEqual({ sent: 0, waiting: 0, failed: 0 })
      const keysOf = (id: string) =>
        new Set(got.filter(({ body }) => body.notifications.some((each) => each.id === id)).map(({ key }) => key))
      expect([keysOf('a').size, keysOf('b').size, got.length]).toEqual([1, 1, 3])
      expect((await rows()).map(({ state }) => state)).toEqual(['sent', 'sent'])
    })

    test('a crash between sending and noting it sends again under the same key', async () => {
      await prefer('manager', { channels: [hook(await listen())] })
      await tell(bank.db, [told()])
      const dying: Senders = {
        webhook: async (message, at) => {
          await web.webhook!(message, at)
          throw new Error('killed')
        },
      }
      await expect(run(dying)).rejects.toThrow('killed')
      now += minute
      expect(await run()).toMatchObject({ sent: 1 })
      expect(got).toHaveLength(2)
      expect(got[0]!.key).toBe(got[1]!.key)
    })

    test('a mail server that is down first gets the mail when it comes', async () => {
      const before = await startMailServer()
      await before.stop()
      const mail = sendersOf(
        {
          MINGJING_SMTP_URL: `smtp://127.0.0.1:${before.port}`,
          MINGJING_MAIL_FROM: 'Mingjing <mingjing@bank.example>',
          MINGJING_SITE: 'https://mingjing.bank.example/',
        },
        keys,
      )
      await bank.db.update(people).set({ locale: 'en' }).where(eq(people.id, staff.manager[0]))
      await prefer('manager', { channels: [mailbox] })
      await tell(bank.db, [told({ kind: 'remind', ruleId: 'r.x' })])
      expect(await run(mail)).toMatchObject({ waiting: 1 })
      now += minute
      const server = await startMailServer(before.port)
      try {
        expect(await run(mail)).toMatchObject({ sent: 1 })
        expect(server.mails).toHaveLength(1)
        const [row] = await rows()
        expect(server.mails[0]).toContain(`Message-ID: <${row!.message}@bank.example>`)
        expect(server.mails[0]).toContain('To: manager@bank.example')
        expect(server.mails[0]).toContain('Subject: [Medium] Reminder: Approved unread')
        expect(server.mails[0]).toContain('https://mingjing.bank.example/rules/r.x')
      } finally {
        await server.stop()
      }
    })

    test('after the last attempt it is shown as failed, and can be let go again', async () => {
      await prefer('manager', { channels: [hook(await listen())] })
      await tell(bank.db, [told()])
      answers = Array(mostAttempts).fill(503)
      for (let attempt = 1; attempt < mostAttempts; attempt++) {
        expect(await run()).toMatchObject({ waiting: 1 })
        now += 6 * 60 * minute
      }
      expect(await run()).toEqual({ sent: 0, waiting: 0, failed: 1 })
      now += 24 * 60 * minute
      expect(await run()).toEqual({ sent: 0, waiting: 0, failed: 0 })
      expect(await failedDeliveries(bank.db, scopeFor('manager'))).toEqual([
        { channel: 'webhook', n: 1, error: 'HTTP 503' },
      ])
      expect(await failedDeliveries(bank.db, scopeFor('manager2'))).toEqual([])
      expect(await retryFailed(bank.db, scopeFor('manager'), new Date(now))).toBe(1)
      expect(await run()).toMatchObject({ sent: 1 })
      expect(new Set(got.map(({ key }) => key)).size).toBe(1)
    })

    test('from the wished severity on, to those who look after the unit, and not beyond what they may see', async () => {
      const port = await listen()
      await prefer('manager', { channels: [hook(port, 'high')] })
      await prefer('manager2', { channels: [hook(port)] })
      await tell(bank.db, [
        told({ id: 'low', severity: 'medium' }),
        told({ id: 'own', severity: 'high' }),
        told({ id: 'unit', severity: 'critical', personId: null, kind: 'remind' }),
        told({ id: 'secret', severity: 'critical', class: 'money-laundering' }),
        // Of an issue that is not there, so nobody sees it.
        told({ id: 'gone', severity: 'critical', issueId: 'i_gone' }),
      ])
      expect(await run()).toMatchObject({ sent: 1 })
      expect(got.map(({ body }) => body.notifications.map(({ id }) => id))).toEqual([['own', 'unit']])
      expect((await rows()).map(({ notificationId, state }) => [notificationId, state])).toEqual([
        ['gone', 'dropped'],
        ['own', 'sent'],
        ['unit', 'sent'],
      ])
    })

    test('quiet hours and the digest: one message, when they are over', async () => {
      const port = await listen()
      await prefer('manager', { channels: [hook(port)], times: { quietFrom: 600, quietTo: 660, digestAt: 650 } })
      await tell(bank.db, [told({ id: 'x' }), told({ id: 'y', createdAt: new Date(now + 5 * minute) })])
      now = Date.parse('2026-03-02T10:59:59+08:00')
      expect(await run()).toMatchObject({ sent: 0 })
      now = Date.parse('2026-03-02T11:00:00+08:00')
      answers = [500]
      expect(await run()).toMatchObject({ waiting: 1 })
      now += minute
      expect(await run()).toMatchObject({ sent: 1 })
      expect(got.map(({ body }) => body.notifications.map(({ id }) => id))).toEqual([
        ['x', 'y'],
        ['x', 'y'],
      ])
    })

    test('a channel turned off drops what waits; one without a sender keeps it', async () => {
      const port = await listen()
      await prefer('manager', { channels: [hook(port), mailbox] })
      await tell(bank.db, [told()])
      await prefer('manager', { channels: [mailbox] })
      expect(await run()).toEqual({ sent: 0, waiting: 0, failed: 0 })
      expect((await rows()).map(({ channel, state }) => [channel, state])).toEqual([
        ['email', 'waiting'],
        ['webhook', 'dropped'],
      ])
    })

    test('what is not told after all is not sent either', async () => {
      await prefer('manager', { channels: [hook(1)] })
      const undone = bank.db.transaction(async (tx) => {
        await tell(tx, [told()])
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      expect(await rows()).toEqual([])
    })
  })
