import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallFiles } from '../changes/small-rules.ts'
import type { Postgres } from '../postgres/connect.ts'
import { bundles, issueActions } from '../postgres/schema.ts'
import { currentBundle, storedBundle } from '../queries/bundle.ts'
import { writeSetting } from '../settings/settings.ts'
import { openBank } from '../test/bank.ts'
import { parametersKey, readInputs, writeInputs } from './inputs.ts'
import { publishBundle, publishLibrary } from './publish.ts'

let bank: Postgres
beforeAll(async () => {
  bank = await openBank()
})
afterAll(() => bank.close())
const library = fileURLToPath(new URL('../../rules/library', import.meta.url))

test('the library is published once, whole, and comes back the same', async () => {
  const bundle = await publishLibrary(bank.db, library)
  expect(bundle.rules.length).toBeGreaterThanOrEqual(40)
  await publishLibrary(bank.db, library)
  const stored = await bank.db.select().from(bundles)
  expect(stored).toHaveLength(1)
  expect(stored[0]!.source).toContain('rules/library/')
  expect(stored[0]!.source).not.toContain(library)
  const again = await storedBundle(bank.db, bundle.hash)
  expect(again).toMatchObject({ hash: bundle.hash })
  expect(again!.rules.map((rule) => rule.id)).toEqual(bundle.rules.map((rule) => rule.id))
  expect(await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'publish'))).toHaveLength(1)
})

test('other parameters are another bundle; going back puts the old one in force again', async () => {
  const first = await publishLibrary(bank.db, library, new Date(1_000))
  await writeSetting(bank.db, parametersKey, { 'issuance.approval-unread': { [firstParameter(first)]: { b01: 20 } } })
  const second = await publishLibrary(bank.db, library)
  expect(second.hash).not.toBe(first.hash)
  expect((await currentBundle(bank.db))!.hash).toBe(second.hash)
  await publishBundle(bank.db, first, { personId: 'S040', now: new Date(Date.now() + 1_000) })
  expect((await currentBundle(bank.db))!.hash).toBe(first.hash)
  await writeSetting(bank.db, parametersKey, {})
})
const firstParameter = (bundle: Awaited<ReturnType<typeof publishLibrary>>): string =>
  Object.keys(bundle.rules.find((rule) => rule.id === 'issuance.approval-unread')!.params)[0]!

describe('what people decided beside the files', () => {
  const folderOf = (files: readonly { path: string; text: string }[]): string => {
    const folder = join(mkdtempSync(join(tmpdir(), 'mingjing-rules-')), 'rules')
    mkdirSync(join(folder, 'lists'), { recursive: true })
    for (const { path, text } of files) writeFileSync(join(folder, path), text)
    return folder
  }
  const inputs = {
    parameters: { 'small.quick': { seconds: { b01: 500, b02: 20 } } },
    lists: { watched: [{ value: 'p9', reason: 'reported' }] },
    calendars: {},
  }

  test('outlives a restart on the same files', async () => {
    await writeInputs(bank.db, inputs)
    const bundle = await publishLibrary(bank.db, folderOf(smallFiles))
    expect(bundle.parameters).toEqual(inputs.parameters)
    expect(bundle.lists).toMatchObject([{ name: 'watched', entries: [{ value: 'p9', fromDay: null, toDay: null }] }])
  })

  test('a release that takes a value no more starts without it, on record', async () => {
    const narrower = smallFiles.map(({ path, text }) => ({ path, text: text.replace('max: 600', 'max: 60') }))
    await writeInputs(bank.db, {
      ...inputs,
      parameters: { ...inputs.parameters, 'small.gone': { seconds: { hq: 1 } } },
    })
    const bundle = await publishLibrary(bank.db, folderOf(narrower))
    expect(bundle.parameters).toEqual({ 'small.quick': { seconds: { b02: 20 } } })
    expect((await readInputs(bank.db)).parameters).toEqual(bundle.parameters)
    const [record] = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'parameters-left-out'))
    expect(record!.detail).toEqual({
      leftOut: [
        { rule: 'small.gone', parameter: 'seconds', orgunit: 'hq', value: 1 },
        { rule: 'small.quick', parameter: 'seconds', orgunit: 'b01', value: 500 },
      ],
    })
    await writeInputs(bank.db, { parameters: {}, lists: {}, calendars: {} })
  })

  test('a bundle published by a clock that is behind is in force all the same', async () => {
    const [first, second] = [smallFiles, smallFiles.slice(1)].map((files) => makeBundle({ files }).bundle)
    await publishBundle(bank.db, first!, { personId: 'S040', now: new Date('2099-01-01') })
    await publishBundle(bank.db, second!, { personId: 'S040', now: new Date('2026-01-01') })
    expect((await currentBundle(bank.db))!.hash).toBe(second!.hash)
  })
})

test('a rule that does not load publishes nothing and shows file and line', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'mingjing-rules-')), 'rules')
  mkdirSync(folder)
  writeFileSync(join(folder, 'broken.yaml'), 'id: x.broken\nkind: match\n')
  const before = await bank.db.select().from(bundles)
  await expect(publishLibrary(bank.db, folder)).rejects.toThrow(/rules\/broken\.yaml/)
  expect(await bank.db.select().from(bundles)).toHaveLength(before.length)
  rmSync(folder, { recursive: true })
})
