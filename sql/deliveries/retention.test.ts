import { expect, test } from 'vitest'
import { tell } from '../notifications/tell.ts'
import type { DeliveryState } from '../postgres/delivery-tables.ts'
import { deliveries, notifications } from '../postgres/schema.ts'
import { staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { mostAttempts } from './outbox.ts'
import { dropOldDeliveries } from './retention.ts'

const now = new Date('2026-11-02T01:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

onEachEngine('the outbox over time', [deliveries, notifications], (bank) => {
  const left = async () => (await bank.db.select({ id: deliveries.id }).from(deliveries)).map(({ id }) => id).sort()

  test('what was sent goes after a month, what failed after three, what waits never', async () => {
    const [personId] = staff.officer
    await tell(bank.db, [
      { id: 'n', personId, orgunit: 'hq', kind: 'urge', titleZh: '催办', titleEn: 'Urged', createdAt: daysAgo(400) },
    ])
    const row = (id: string, state: DeliveryState, ended: number | null) => ({
      ...{ id, notificationId: 'n', personId, channel: 'email' as const, state, attempts: mostAttempts },
      createdAt: daysAgo(400),
      // A message put off over a quiet night was taken by its receiver before the next attempt was due.
      dueAt: new Date((ended === null ? daysAgo(400) : daysAgo(ended)).getTime() + 29 * 3_600_000),
      endedAt: ended === null ? null : daysAgo(ended),
    })
    await bank.db
      .insert(deliveries)
      .values([
        row('sent-long-ago', 'sent', 30.01),
        row('sent', 'sent', 29.99),
        row('dropped-long-ago', 'dropped', 31),
        row('dropped', 'dropped', 1),
        row('failed-long-ago', 'failed', 91),
        row('failed', 'failed', 89),
        row('waiting', 'waiting', null),
      ])
    expect(await dropOldDeliveries(bank.db, now)).toBe(3)
    expect(await left()).toEqual(['dropped', 'failed', 'sent', 'waiting'])
    expect(await dropOldDeliveries(bank.db, now)).toBe(0)
  })

  test('a long past goes a piece at a time', async () => {
    const [personId] = staff.officer
    await bank.db.insert(notifications).values({
      ...{ id: 'many', personId, orgunit: 'hq', kind: 'urge', titleZh: '催办', titleEn: 'Urged' },
      createdAt: daysAgo(40),
    })
    const rows = Array.from({ length: 6000 }, (_, n) => ({
      ...{ id: `email:${n}`, notificationId: 'many', personId, channel: 'email' as const, state: 'sent' as const },
      ...{ createdAt: daysAgo(40), dueAt: daysAgo(40), endedAt: daysAgo(40) },
    }))
    for (let at = 0; at < rows.length; at += 1000) await bank.db.insert(deliveries).values(rows.slice(at, at + 1000))
    expect(await dropOldDeliveries(bank.db, now)).toBe(5000)
    expect(await dropOldDeliveries(bank.db, now)).toBe(1000)
  })
})
