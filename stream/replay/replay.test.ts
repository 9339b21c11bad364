import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { trialFiles } from '../test/rules.ts'
import { trialEvents, trialStart } from '../test/trial.ts'
import { replayCommand } from './command.ts'
import { rulesCheckCommand } from './rules-check.ts'

let folder: string
const path = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingjing-replay-test-'))
  await mkdir(path('rules'))
  for (const file of trialFiles) await writeFile(path(`rules/${file.path}`), file.text)
  const lines = trialEvents(7, 1_500)
  // Out of order far beyond lateness, and some lines twice: a file is judged whole.
  await writeFile(path('events.ndjson'), `${[...lines.slice(700), ...lines.slice(0, 900)].join('\n')}\n`)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterAll(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

const run = async (engine: string, until?: string) => {
  await replayCommand({ rules: path('rules'), events: path('events.ndjson'), engine, until, out: path('hits') })
  return readFile(path('hits'), 'utf8')
}

describe.each([
  ['the last event', undefined],
  ['a moment within the log', new Date(trialStart + 1_000_000).toISOString()],
  ['an hour after it', new Date(trialStart + 7_000_000).toISOString()],
])('judged up to %s', (_, until) => {
  test('stream, sql and reference write the very same bytes', async () => {
    const reference = await run('reference', until)
    expect(reference.split('\n').length).toBeGreaterThan(50)
    expect(await run('stream', until)).toBe(reference)
    expect(await run('sql', until)).toBe(reference)
  })
})

test('an event that is none is named by file, line and caret', async () => {
  const bad = trialEvents(1, 3)
  bad[1] = bad[1]!.replace('"time"', '"tiem"')
  await writeFile(path('bad.ndjson'), bad.join('\n'))
  const replayed = replayCommand({ rules: path('rules'), events: path('bad.ndjson'), out: path('hits') })
  await expect(replayed).rejects.toThrow(/bad\.ndjson:2: time: .*\n {2}\| .*\n {2}\| *\^/)
})

test('a rule that does not load is named by file, line and caret', async () => {
  await mkdir(path('wrong'))
  await writeFile(path('wrong/rule.yaml'), trialFiles[0]!.text.replace('readSeconds < 30', 'readSecond < 30'))
  const replayed = replayCommand({ rules: path('wrong'), events: path('events.ndjson'), out: path('hits') })
  await expect(replayed).rejects.toThrow(/rule\.yaml:\d+:\d+: .*readSecond[\s\S]*\^/)
  await expect(rulesCheckCommand(path('wrong'))).rejects.toThrow('1 problems')
})

test('an engine or a moment that is none is refused', async () => {
  await expect(run('guess')).rejects.toThrow('--engine guess')
  await expect(run('stream', 'yesterday')).rejects.toThrow('--until yesterday')
})
