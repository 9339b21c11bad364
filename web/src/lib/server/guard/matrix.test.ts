import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Role, roles, type TokenGrant, tokenGrants } from '@mingjing/sql/postgres/schema.ts'
import { describe, expect, test } from 'vitest'
import { columns, everyone, matrix, mayCall } from '../../../../e2e/matrix.ts'
import { face } from '../api/face.ts'
import { type Caller, type Verdict, verdict } from './access.ts'

const folder = fileURLToPath(new URL('../../../routes/', import.meta.url))
const routeOf = (file: string) => `/${file.split('/').slice(0, -1).join('/')}`

/** Every route there is on the disk, whatever kind of file makes it one, with what it answers to. */
const routes = Map.groupBy(globSync('**/+*', { cwd: folder }).sort(), routeOf)
const methodsOf = (files: readonly string[]): string => {
  const endpoints = files.filter((file) => /\+server\.[jt]s$/.test(file))
  const exported = endpoints.flatMap((file) => [
    ...readFileSync(folder + file, 'utf8').matchAll(/export (?:const|(?:async )?function) ([A-Z]+)\b/g),
  ])
  const page = files.some((file) => /\+page(@.*)?\.(svelte|ts|js|server\.ts|server\.js)$/.test(file))
  const actions = files.some((file) => /\bexport const actions\b/.test(readFileSync(folder + file, 'utf8')))
  return [...(page ? ['PAGE'] : []), ...(actions ? ['ACTIONS'] : []), ...exported.map((match) => match[1]!)]
    .sort((a, b) => (a === 'PAGE' ? -1 : b === 'PAGE' ? 1 : a < b ? -1 : 1))
    .join(' ')
}
const onDisk = [...routes]
  .map(([route, files]) => ({ route, methods: methodsOf(files) }))
  .filter(({ methods }) => methods !== '')

test('the matrix names every route on the disk with its methods, and no other', () => {
  expect(Object.fromEntries(onDisk.map(({ route, methods }) => [route, methods]))).toEqual(
    Object.fromEntries(Object.entries(matrix).map(([route, { methods }]) => [route, methods])),
  )
})

test('nothing answers beside the routes: no remote functions', () => {
  expect(globSync('**/*.remote.{ts,js}', { cwd: fileURLToPath(new URL('../../../', import.meta.url)) })).toEqual([])
})

const nobody: Caller = { person: null, service: null }
const person = (role: Role): Caller => ({ person: { role }, service: null })
const machine = (grants: readonly TokenGrant[]): Caller => ({ person: null, service: { grants } })

describe.each(Object.entries(matrix))('%s', (route, { people, grants = [] }) => {
  const open = people === everyone
  test('anonymous', () => {
    expect(verdict(route, nobody)).toBe<Verdict>(open ? 'allowed' : 'unknown-caller')
  })
  test.each(roles)('%s', (role) => {
    const may = open || mayCall(people, role)
    expect(verdict(route, person(role))).toBe<Verdict>(may ? 'allowed' : 'forbidden')
  })
  test.each(tokenGrants)('a token for %s alone', (grant) => {
    expect(verdict(route, machine([grant]))).toBe<Verdict>(open || grants.includes(grant) ? 'allowed' : 'forbidden')
  })
  test('a token for nothing', () => {
    expect(verdict(route, machine([]))).toBe<Verdict>(open ? 'allowed' : 'forbidden')
  })
})

test('every column of the matrix is a role, and every role has one', () => {
  expect(Object.values(columns).sort()).toEqual([...roles].sort())
  for (const [route, { people }] of Object.entries(matrix)) {
    if (people === everyone) continue
    const letters = Object.keys(columns)
    expect([route, [...people].every((letter, i) => letter === '-' || letter === letters[i])]).toEqual([route, true])
    expect([route, people.length]).toEqual([route, roles.length])
  }
})

test('the OpenAPI document tells of every method of every endpoint, and of no other', () => {
  const told = face.map(({ method, path }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, '[$1]')}`)
  const there = onDisk
    .filter(({ route }) => route.startsWith('/api/') || ['/healthz', '/metrics', '/receipts/verify'].includes(route))
    .flatMap(({ route, methods }) => methods.split(' ').map((method) => `${method} ${route}`))
  expect(told.sort()).toEqual(there.sort())
})

test('every page on the desk has a load of its own that begins with the caller', () => {
  for (const [route, files] of routes) {
    if (!route.startsWith('/(desk)/') || !(route in matrix)) continue
    const load = files.find((file) => file.endsWith('+page.server.ts'))
    expect([route, load && readFileSync(folder + load, 'utf8').includes('allowed(locals)')]).toEqual([route, true])
  }
})

test('every endpoint that is not open to everyone says in whose name it answers', () => {
  for (const [route, files] of routes) {
    if (!(route in matrix) || matrix[route]!.people === everyone || !matrix[route]!.methods.match(/GET|POST/)) continue
    const source = files
      .filter((file) => file.endsWith('+server.ts'))
      .map((file) => readFileSync(folder + file, 'utf8'))
      .join('')
    expect([route, /callerScope\(locals\)|allowed\(locals\)|locals\.service|locals\.sessionId/.test(source)]).toEqual([
      route,
      true,
    ])
  }
})
