import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** The plan of the house (ARCHITECTURE.md), as checks that name the better way. */

interface File {
  path: string
  text: string
}

const arrows: Record<string, string[]> = {
  rules: [],
  sql: ['rules'],
  stream: ['sql', 'rules'],
  seed: ['sql', 'rules'],
  web: ['sql', 'rules'],
}
const rooms = Object.keys(arrows)
/** What may lie beside the rooms: the composition root, documents and the settings of tools. */
const outside = new Set([
  ...['.ci', '.dockerignore', '.gitattributes', '.gitignore', '.npmrc', 'docs'],
  ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'README.zh-CN.md'],
  ...['Dockerfile', 'docker-compose.yml', 'biome.json', 'package.json', 'package-lock.json', 'tsconfig.json'],
  ...['vitest.config.ts', 'architecture.test.ts', 'mingjing.test.ts', 'mingjing.mjs', 'mingjing.ts', 'up.ts'],
])
const longest = 350
/** Lists of equals that read better whole than split. */
const lists = new Set(['sql/postgres/schema.ts'])

const files: File[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(path) && !/\.(png|jpg|ico|woff2|gz)$/.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

const roomOf = (path: string): string | undefined => rooms.find((room) => path.startsWith(`${room}/`))
const isCode = (file: File): boolean => /\.(ts|js|mjs|svelte)$/.test(file.path)
/** Tests, and what only tests and benches are made of. */
const isTest = (file: File): boolean => /(\.test\.ts$|\/(test|bench|e2e|equivalence)\/)/.test(file.path)

function imports(file: File): string[] {
  const script = file.path.endsWith('.svelte')
    ? [...file.text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((block) => block[1]).join('\n')
    : file.text
  return ts.preProcessFile(script).importedFiles.map((found) => found.fileName)
}

/** The room an import leads to: another room by its package name or by a path, none for libraries. */
function roomOfImport(from: string, name: string): string | undefined {
  if (name.startsWith('.')) return roomOf(posix.join(posix.dirname(from), name))
  return rooms.find((room) => name === `@mingjing/${room}` || name.startsWith(`@mingjing/${room}/`))
}

function wrongArrows(all: File[]): string[] {
  return all.filter(isCode).flatMap((file) => {
    const room = roomOf(file.path)
    if (room === undefined) return []
    return imports(file).flatMap((name) => {
      if (name.startsWith('.') && !posix.join(posix.dirname(file.path), name).startsWith(`${room}/`)) {
        return [`${file.path} imports ${name}: across rooms by package name, never up to the root`]
      }
      const to = roomOfImport(file.path, name)
      const allowed = to === undefined || to === room || arrows[room]!.includes(to)
      return allowed ? [] : [`${file.path} imports ${name}: ${room} may know ${arrows[room]!.join(', ') || 'no room'}`]
    })
  })
}

function secondRoots(all: File[]): string[] {
  const knowing = all.filter((file) => isCode(file) && roomOf(file.path) === undefined && file.path !== 'mingjing.ts')
  const both = knowing.filter((file) => {
    const named = imports(file).map((name) => roomOfImport(file.path, name))
    return named.includes('stream') && (named.includes('web') || /\bweb\/build\b/.test(file.text))
  })
  return both
    .slice(1)
    .map((file) => `${file.path}: one file puts worker and site together, and there is ${both[0]!.path}`)
}

function impure(all: File[]): string[] {
  const world = /\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|process\.(env|argv|cwd)|fetch\()/
  return all
    .filter((file) => roomOf(file.path) === 'rules' && isCode(file) && !isTest(file))
    .flatMap((file) => {
      const io = imports(file).filter((name) => name.startsWith('node:'))
      const said = world.exec(file.text)?.[0]
      return [...io, ...(said ? [said] : [])].map((what) => `${file.path} uses ${what}: rules are pure, hand it in`)
    })
}

function sqlInPages(all: File[]): string[] {
  const sql = /\b(SELECT\s[\s\S]{1,400}?\sFROM\s|INSERT\s+INTO\s|DELETE\s+FROM\s|UPDATE\s+\w+\s+SET\s)/
  return all
    .filter((file) => roomOf(file.path) === 'web' && isCode(file) && !isTest(file) && sql.test(file.text))
    .map((file) => `${file.path} holds SQL: make it a named query or an indicator in sql/`)
}

const homeless = (all: File[]): string[] =>
  all
    .filter((file) => roomOf(file.path) === undefined && !outside.has(file.path.split('/')[0]!))
    .map((file) => `${file.path} lies outside the rooms`)

const tooLong = (all: File[]): string[] =>
  all
    .filter(
      (file) => isCode(file) && !isTest(file) && !lists.has(file.path) && file.text.split('\n').length > longest + 1,
    )
    .map((file) => `${file.path} has more than ${longest} lines: it holds more than one concept`)

const nameless = (all: File[]): string[] =>
  all
    // A rule may well be about a customer's manager; code may not.
    .filter((file) => isCode(file) && /(^|[/-])(utils?|helpers?|managers?|misc)([-./]|$)/i.test(file.path))
    .map((file) => `${file.path}: name it after what it does`)

function machinePaths(all: File[]): string[] {
  const home = new RegExp(
    ['work', 'root', 'home/[a-z]+', 'Users/[A-Za-z]+'].map((name) => `["'\`\\s=:(]/${name}/`).join('|'),
  )
  return all.flatMap((file) => {
    const found = home.exec(file.text)?.[0]
    return found ? [`${file.path} names${found} of one machine`] : []
  })
}

describe('the tree', () => {
  test('arrows point web|stream|seed → sql → rules', () => expect(wrongArrows(files)).toEqual([]))
  test('one composition root', () => expect(secondRoots(files)).toEqual([]))
  test('rules are pure', () => expect(impure(files)).toEqual([]))
  test('no SQL in pages', () => expect(sqlInPages(files)).toEqual([]))
  test('every file is in its room', () => expect(homeless(files)).toEqual([]))
  test('files are small', () => expect(tooLong(files)).toEqual([]))
  test('files are named after what they do', () => expect(nameless(files)).toEqual([]))
  test('no path of one machine', () => expect(machinePaths(files)).toEqual([]))
})

/**
 * `npm ci` refuses a lock file without the packages of other platforms, and npm leaves them out where its registry does
 * not have them.
 */
test('the lock file knows every platform', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const known = new Set(Object.keys(packages).map((place) => place.split('node_modules/').at(-1)))
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  expect(wanted.filter((name) => !known.has(name))).toEqual([])
})

describe('the checks see what they look for', () => {
  const seen = (check: (all: File[]) => string[], path: string, text = '') => check([{ path, text }]).length

  test('arrows', () => {
    expect(seen(wrongArrows, 'rules/a.ts', "import '@mingjing/sql/b.ts'")).toBe(1)
    expect(seen(wrongArrows, 'web/src/a.svelte', "<script>const a = import('@mingjing/stream/b.ts')</script>")).toBe(1)
    expect(seen(wrongArrows, 'stream/a.ts', "import type { B } from '../sql/b.ts'")).toBe(1)
    expect(seen(wrongArrows, 'sql/a.ts', "import { b } from '../up.ts'")).toBe(1)
    expect(seen(wrongArrows, 'stream/a.ts', "import '@mingjing/sql/b.ts'\nimport './c.ts'")).toBe(0)
  })
  test('a second root', () => {
    const root = "import '@mingjing/stream/a.ts'\nimport './web/build/handler.js'"
    expect(secondRoots([{ path: 'up.ts', text: root }])).toEqual([])
    expect(
      secondRoots([
        { path: 'up.ts', text: root },
        { path: 'two.ts', text: root },
      ]),
    ).toHaveLength(1)
  })
  test('purity', () => {
    expect(seen(impure, 'rules/a.ts', "import { readFileSync } from 'node:fs'")).toBe(1)
    expect(seen(impure, 'rules/a.ts', 'const now = Date.now()')).toBe(1)
    expect(seen(impure, 'rules/a.test.ts', "import { readFileSync } from 'node:fs'")).toBe(0)
  })
  test('SQL', () => {
    expect(seen(sqlInPages, 'web/src/a.ts', 'query(`SELECT a\n FROM t`)')).toBe(1)
    expect(seen(sqlInPages, 'sql/a.ts', 'query(`SELECT a FROM t`)')).toBe(0)
  })
  test('place, size, name, machine', () => {
    expect(seen(homeless, 'scripts/a.sh')).toBe(1)
    expect(seen(tooLong, 'sql/a.ts', '\n'.repeat(longest + 1))).toBe(1)
    expect(seen(nameless, 'sql/date-utils.ts')).toBe(1)
    expect(seen(nameless, 'sql/helpers/a.ts')).toBe(1)
    expect(seen(machinePaths, 'a.md', `open ${['', 'work', 'main'].join('/')}`)).toBe(1)
  })
})
