import { expect, test } from 'vitest'
import { matchingColleagues, mentionAt, mentionedIn } from './mention.ts'

test.each<[string, string | null]>([
  ['@', ''],
  ['请 @许', '许'],
  ['@Lin Ruo', 'Lin Ruo'],
  ['请核对', null],
  ['a@b.com', null],
  ['@许见微，请', null],
  ['@Lin Ruogu please look', null],
  ['@许\n', null],
])('%j is about %j', (text, words) => {
  expect(mentionAt(text, text.length)?.words ?? null).toBe(words)
})

test('only what stands before the caret counts', () => {
  expect(mentionAt('@许 见微', 2)).toEqual({ from: 0, words: '许' })
})

const colleagues = [
  { id: 'p-lead', zh: '林若谷', en: 'Lin Ruogu', orgunit: 'hq' },
  { id: 'p-officer', zh: '许见微', en: 'Xu Jianwei', orgunit: 'hq' },
]
test.each([
  ['', 2],
  ['若谷', 1],
  ['ruo', 1],
  ['lin ru', 1],
  ['p-off', 1],
  ['uo', 0],
])('%j finds %d', (words, found) => {
  expect(matchingColleagues(colleagues, words)).toHaveLength(found)
})

test('who was picked and deleted again is not mentioned', () => {
  const picked = new Map([
    ['p-lead', '林若谷'],
    ['p-officer', '许见微'],
  ])
  expect(mentionedIn('@许见微 请看', picked)).toEqual(['p-officer'])
})
