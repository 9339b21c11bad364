import { expect, test } from 'vitest'
import { ingestOwnUnits } from './own-units.ts'

const lines = ['{"orgunit":"b02"}', '{"orgunit":"b01-s01"}', 'no json', '{"orgunit":"b011"}', '{}', 'null']

/** Refuses what is no object, as the edge does. */
const ingestOf = (taken: string[]) => async (given: readonly string[]) => {
  const isObject = (line: string) => line.startsWith('{')
  taken.push(...given.filter(isObject))
  return {
    accepted: given.filter(isObject).length,
    rejected: given.flatMap((line, index) => (isObject(line) ? [] : [{ index, error: 'no event' }])),
  }
}

test('a token of a branch speaks for that branch only, and every refusal names its place', async () => {
  const taken: string[] = []
  expect(await ingestOwnUnits(ingestOf(taken), 'b01', lines)).toEqual({
    accepted: 2,
    rejected: [
      { index: 0, error: 'orgunit: not a unit this token speaks for' },
      { index: 2, error: 'no event' },
      { index: 3, error: 'orgunit: not a unit this token speaks for' },
      { index: 5, error: 'no event' },
    ],
  })
  expect(taken).toEqual(['{"orgunit":"b01-s01"}', '{}'])
})

test('the head office speaks for all', async () => {
  expect((await ingestOwnUnits(ingestOf([]), 'hq', lines)).accepted).toBe(4)
})
