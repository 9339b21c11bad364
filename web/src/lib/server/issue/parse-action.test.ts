import { expect, test } from 'vitest'
import { longestText } from '../../text/limits.ts'
import { tooLongAnswer } from '../too-long.ts'
import { parseAction } from './parse-action.ts'
import { parseMatter } from './parse-matter.ts'

test('an action keeps only what belongs to it', () => {
  expect(parseAction({ kind: 'dismiss', reason: '已核实', state: 'closed', version: 9 })).toEqual({
    kind: 'dismiss',
    reason: '已核实',
  })
})

test.each([
  [null],
  ['confirm'],
  [{}],
  [{ kind: 'delete' }],
  [{ kind: 'close', accountability: 'x', recovered: -1 }],
  [{ kind: 'close', accountability: 'x', recovered: 0.5 }],
  [{ kind: 'close', accountability: 'x' }],
  [{ kind: 'snooze', until: 'soon' }],
  [{ kind: 'snooze', until: '+275760-09-13T00:00:00Z' }],
])('%j is no action', (input) => {
  expect(parseAction(input)).toBeNull()
})

test('a text that does not fit is refused with its name, and a text that just fits is kept whole', () => {
  const fits = 'x'.repeat(longestText)
  expect(parseAction({ kind: 'comment', text: fits })).toEqual({ kind: 'comment', text: fits })
  expect(parseAction({ kind: 'comment', text: `${fits}x` })).toEqual({
    kind: 'too-long',
    field: 'text',
    most: longestText,
  })
  expect(parseMatter({ kind: 'split-back', reason: fits })).toEqual({ kind: 'split-back', reason: fits })
  expect(parseMatter({ kind: 'split-back', reason: `${fits}x` })).toEqual({
    kind: 'too-long',
    field: 'reason',
    most: longestText,
  })
})

test('the refusal names the field and the limit in both languages', async () => {
  const answer = tooLongAnswer({ kind: 'too-long', field: 'accountability', most: longestText })
  expect([answer.status, await answer.json()]).toEqual([
    422,
    {
      ...{ refused: 'too-long', field: 'accountability', zh: '问责情况最多 4,000 个字符，请缩短后再提交' },
      en: 'Accountability may have 4,000 characters at most; shorten it and send it again',
    },
  ])
})
