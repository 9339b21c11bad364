import { bundleSource, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { expect, test } from 'vitest'
import { trialBundle, trialFiles } from '../test/rules.ts'
import { openShelf } from './bundles.ts'

test('of two bundles asked for one after the other the last one is in force, however they are read', async () => {
  const [first, second] = [2, 3].map((count) => makeBundle({ files: trialFiles.slice(0, count) }).bundle)
  /** Answers in the order in which the test lets it. */
  const answers: ((rows: { source: string }[]) => void)[] = []
  const db = {
    insert: () => ({ values: () => ({ onConflictDoNothing: async () => {} }) }),
    select: () => ({ from: () => ({ where: () => new Promise((resolve) => answers.push(resolve)) }) }),
  } as unknown as Db
  const shelf = await openShelf(db, trialBundle())
  const asking = [shelf.putInForce(first!.hash), shelf.putInForce(second!.hash)]
  answers[1]!([{ source: bundleSource(second!) }])
  await asking[1]
  answers[0]!([{ source: bundleSource(first!) }])
  await asking[0]
  expect(shelf.current.hash).toBe(second!.hash)
})
