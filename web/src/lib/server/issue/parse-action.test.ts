import { expect, test } from 'vitest'
import { longestText, parseAction } from './parse-action.ts'

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

test('texts are cut, not refused', () => {
  const action = parseAction({ kind: 'comment', text: 'x'.repeat(longestText + 1) })
  expect(action).toEqual({ kind: 'comment', text: 'x'.repeat(longestText) })
})
