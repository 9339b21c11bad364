import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { currentBuild, holdBuild, keepCurrent, type Workshop } from './current-build.ts'

let folder: string
let made: number
let newest: number
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/mingjing-build-`)
  made = 0
  newest = Date.now() - 1000
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const workshop = (make: Workshop['make'] = async () => {}): Workshop => ({
  folder,
  newestSource: async () => newest,
  make: async (into) => {
    made++
    mkdirSync(into)
    await sleep(100)
    await make(into)
    writeFileSync(`${into}/handler.js`, `// ${made}`)
  },
})
const quiet = () => {}
const edit = async () => {
  await sleep(5)
  newest = Date.now()
  await sleep(5)
}
const builds = () => readdirSync(folder).filter((name) => /^\d+$/.test(name)).length

test('two that start at once build once, and both find it', async () => {
  const said: string[] = []
  await Promise.all([keepCurrent(workshop(), quiet), keepCurrent(workshop(), (line) => said.push(line))])
  expect(made).toBe(1)
  expect(readFileSync(`${await currentBuild({ folder })}/handler.js`, 'utf8')).toBe('// 1')
  await keepCurrent(workshop(), quiet)
  expect(made).toBe(1)
})

test('a source edited while it was built is built again', async () => {
  await keepCurrent(workshop(edit), quiet)
  await keepCurrent(workshop(), quiet)
  expect(made).toBe(2)
})

test('a build that is served from stays; others go', async () => {
  await keepCurrent(workshop(), quiet)
  const served = await currentBuild({ folder })
  await holdBuild(served!)
  for (let round = 0; round < 4; round++) {
    await edit()
    await keepCurrent(workshop(), quiet)
  }
  expect(made).toBe(5)
  expect(readFileSync(`${served}/handler.js`, 'utf8')).toBe('// 1')
  expect(builds()).toBe(3)
})

test('a build that fails leaves the current one as it is', async () => {
  await keepCurrent(workshop(), quiet)
  const before = await currentBuild({ folder })
  await edit()
  const broken = workshop(async () => {
    throw new Error('no such page')
  })
  await expect(keepCurrent(broken, quiet)).rejects.toThrow('no such page')
  expect(await currentBuild({ folder })).toBe(before)
  await keepCurrent(workshop(), quiet)
  expect(await currentBuild({ folder })).not.toBe(before)
})
