import { expect, test } from 'vitest'
import { access } from '../guard/access.ts'
import { face } from './face.ts'
import { openApi } from './openapi.ts'

const routeOf = (path: string): string => path.replaceAll('{', '[').replaceAll('}', ']')

test('the document tells of every endpoint and of no other', () => {
  const machines = Object.keys(access).filter(
    (id) => id.startsWith('/api/') || ['/healthz', '/metrics', '/receipts/verify'].includes(id),
  )
  expect([...new Set(face.map((endpoint) => routeOf(endpoint.path)))].sort()).toEqual(machines.sort())
})

test('the document says the same about grants as the guard', () => {
  for (const endpoint of face) {
    const rule = access[routeOf(endpoint.path)]!
    if (endpoint.grant === null) expect(rule, endpoint.path).toBe('everyone')
    else if (endpoint.grant === 'session') expect(rule, endpoint.path).not.toBe('everyone')
    else expect(rule, endpoint.path).toMatchObject({ grant: endpoint.grant })
  }
})

test('every path parameter is declared', () => {
  const { paths } = openApi() as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
  }
  for (const [path, methods] of Object.entries(paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    for (const method of Object.values(methods))
      expect((method.parameters ?? []).filter((each) => each.in === 'path').map((each) => each.name)).toEqual(named)
  }
})
