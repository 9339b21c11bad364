import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const routes = fileURLToPath(new URL('../src/routes/', import.meta.url))

/** Every data endpoint of the site with every method it has, found in the source so that none is forgotten. */
export function dataEndpoints(): { method: string; path: string }[] {
  return globSync('api/**/+server.ts', { cwd: routes })
    .filter((file) => !file.startsWith('api/openapi.json'))
    .sort()
    .flatMap((file) => {
      const path = `/${file.replace('/+server.ts', '').replaceAll(/\[\w+\]/g, 'x')}`
      const source = readFileSync(`${routes}${file}`, 'utf8')
      return [...source.matchAll(/export const (GET|POST|PUT|PATCH|DELETE)\b/g)].map((method) => ({
        method: method[1]!,
        path,
      }))
    })
}
