import { expect, test } from 'vitest'
import { askedOfAudit } from './asked.ts'

test.each([
  ['', {}, null],
  ['person=+li+&kind=sign-in&subject=app-1', { person: 'li', kind: 'sign-in', subject: 'app-1' }, null],
  [
    'from=2026-11-02&to=2026-11-02',
    { from: new Date('2026-11-01T16:00:00Z'), before: new Date('2026-11-02T16:00:00Z') },
    null,
  ],
  ['from=2026-13-45&to=9e99&person=++', {}, null],
  ['below=51', {}, 51],
  ['below=0', {}, null],
  ['below=x', {}, null],
  ['below=1e99', {}, null],
])('%j', (query, filter, below) => {
  expect(askedOfAudit(new URLSearchParams(query))).toEqual({ filter, below })
})
