import { mostBytes as mostOfAttachment } from '@mingjing/sql/attachments/limits.ts'
import { expect, test } from 'vitest'
import { mostBytes } from '../api/event-lines.ts'
import { bodyVerdict, mostOfForm } from './body.ts'

test.each([
  ['/sign-in', 'GET', {}, 'allowed'],
  ['/sign-in', 'POST', { 'content-length': String(mostOfForm) }, 'allowed'],
  ['/sign-in', 'POST', { 'content-length': String(mostOfForm + 1) }, 'too-large'],
  ['/sign-in', 'POST', { 'content-length': 'NaN' }, 'too-large'],
  ['/sign-in', 'POST', { 'transfer-encoding': 'chunked' }, 'no-length'],
  ['/sign-out', 'POST', {}, 'allowed'],
  [null, 'PUT', { 'transfer-encoding': 'chunked' }, 'no-length'],
  ['/api/issues', 'POST', { 'content-length': String(mostBytes) }, 'too-large'],
  ['/api/events', 'POST', { 'content-length': String(mostBytes) }, 'allowed'],
  ['/api/events', 'POST', { 'content-length': String(mostBytes + 1) }, 'too-large'],
  ['/api/issues/[id]/attachments', 'POST', { 'content-length': String(mostOfAttachment) }, 'allowed'],
  ['/api/issues/[id]/attachments', 'POST', { 'content-length': String(mostOfAttachment + 1) }, 'too-large'],
  ['/api/issues/[id]/attachments', 'POST', { 'transfer-encoding': 'chunked' }, 'no-length'],
  ['/api/events', 'POST', { 'transfer-encoding': 'chunked' }, 'allowed'],
] as const)('%s %s %o → %s', (route, method, headers, expected) => {
  expect(bodyVerdict(route, method, new Headers(headers))).toBe(expected)
})
