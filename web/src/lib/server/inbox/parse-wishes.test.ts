import { expect, test } from 'vitest'
import { mailDomains, offeredChannels } from './offered.ts'
import { parseWishes } from './parse-wishes.ts'

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}
const all = ['email', 'webhook'] as const

test('what is ticked counts, and only that', () => {
  const filled = {
    email: ' a@bank.example ',
    'email-minimum': 'high',
    webhook: 'https://x.example/',
    'quiet-from': '22:00',
    'quiet-to': '07:30',
    'digest-at': '09:05',
  }
  expect(parseWishes(form(filled), all)).toEqual({
    channels: [],
    times: { quietFrom: null, quietTo: null, digestAt: null },
  })
  const ticked = { ...filled, 'email-on': '1', 'webhook-on': '1', 'quiet-on': '1', 'digest-on': '1' }
  expect(parseWishes(form(ticked), all)).toEqual({
    channels: [
      { channel: 'email', address: 'a@bank.example', minimum: 'high' },
      { channel: 'webhook', address: 'https://x.example/', minimum: 'low' },
    ],
    times: { quietFrom: 1320, quietTo: 450, digestAt: 545 },
  })
  expect(parseWishes(form(ticked), ['webhook']).channels.map(({ channel }) => channel)).toEqual(['webhook'])
})

test('a time that is none passes no check', () => {
  for (const strange of ['', '9:00', '09:60', '09:00:00', 'x'])
    expect([strange, parseWishes(form({ 'digest-on': '1', 'digest-at': strange }), all).times.digestAt]).toEqual([
      strange,
      -1,
    ])
})

test('a channel is offered where its sender is set up', () => {
  expect(offeredChannels({})).toEqual(['webhook'])
  expect(offeredChannels({ MINGJING_SMTP_URL: 'smtp://x', MINGJING_WEBHOOKS: 'off' })).toEqual([])
  expect(offeredChannels({ MINGJING_SMTP_URL: 'smtp://x', MINGJING_MAIL_FROM: 'a@b.c' })).toEqual(['email', 'webhook'])
  expect(mailDomains({ MINGJING_MAIL_DOMAINS: ' Bank.example, ,x.cn' })).toEqual(['bank.example', 'x.cn'])
})
