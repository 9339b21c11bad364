import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { roles } from '@mingjing/sql/postgres/schema.ts'
import { describe, expect, test } from 'vitest'
import { access, openBeforeEnrolment, verdict } from './access.ts'

const routesFolder = fileURLToPath(new URL('../../../routes', import.meta.url))
const routeFiles = readdirSync(routesFolder, { recursive: true, withFileTypes: true })
  .filter((entry) => /^\+(page\.svelte|page\.server\.ts|server\.ts)$/.test(entry.name))
  .map((entry) => `/${relative(routesFolder, join(entry.parentPath))}`.replace(/\/$/, '') || '/')
const built = [...new Set(routeFiles)].sort()

test('every route of the build says who may call it, and nothing else does', () => {
  expect(Object.keys(access).sort()).toEqual(built)
})

test('a route that is not listed is refused even to an administrator', () => {
  expect(verdict('/(desk)/new-page', { person: { role: 'admin' }, service: null })).toBe('forbidden')
  expect(verdict('constructor', { person: { role: 'admin' }, service: null })).toBe('forbidden')
})

describe('without a session or token', () => {
  test.each(built.filter((id) => id.startsWith('/api/') && id !== '/api/openapi.json'))('%s is refused', (id) => {
    expect(verdict(id, { person: null, service: null })).toBe('unknown-caller')
  })
})

test('a token reaches what it was granted and nothing else', () => {
  const service = { grants: ['hits:read'] as const }
  const reached = built.filter(
    (id) => access[id] !== 'everyone' && verdict(id, { person: null, service }) === 'allowed',
  )
  expect(reached).toEqual(['/api/hits'])
})

test('no person writes events, only machines do', () => {
  for (const role of roles) expect(verdict('/api/events', { person: { role }, service: null })).toBe('forbidden')
})

test('before a second factor is set up only that and leaving is open, besides what is open to everyone', () => {
  expect(built.filter((id) => access[id] !== 'everyone' && openBeforeEnrolment(id))).toEqual([
    '/(desk)/account',
    '/sign-out',
  ])
  expect(openBeforeEnrolment(null)).toBe(false)
})
