import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../rules/library', import.meta.url))

/** The rule files of the library, as a bundle takes them. Order by path. */
export const libraryFiles = (): { path: string; text: string }[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .map((path) => ({ path: `rules/library/${path}`, text: readFileSync(join(folder, path), 'utf8') }))
