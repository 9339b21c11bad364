import { fileURLToPath } from 'node:url'
import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { readRuleFiles } from '@mingjing/sql/bundle/rule-files.ts'
import { expect, test } from 'vitest'
import { flowWords } from './flow.ts'

const library = fileURLToPath(new URL('../../../../../rules/library', import.meta.url))
const { bundle, problems } = makeBundle({ files: await readRuleFiles(library) })
const flowRules = bundle.rules.flatMap(({ id, flow }) => (flow ? [{ id, flow }] : []))

test('every rule that asks something of a flow says so in both languages', () => {
  expect(problems).toEqual([])
  expect(flowRules.length).toBeGreaterThanOrEqual(16)
  for (const { id, flow } of flowRules) {
    const { zh, en } = flowWords(bundle, flow)
    expect(zh, id).toMatch(/\p{Script=Han}/u)
    expect(en, id).not.toMatch(/\p{Script=Han}|undefined/u)
    expect(en.split('\n').length, id).toBe(zh.split('\n').length)
  }
})

test('in sentences, with the conditions as they are written', () => {
  const words = (of: string) => flowWords(bundle, flowRules.find(({ id }) => id === of)!.flow)
  expect(words('issuance.flow-missing-node').en.split('\n')).toEqual([
    'When “Approved by a person” is reached and, in the 90 days before, one of these was not: “Application submitted”, “Identity verified”, “Application scored”, “Investigated”, “Reviewed and agreed”.',
    '“Investigated” may be missing where !(amount > param.investigateAbove)',
  ])
  expect(words('issuance.flow-rework')).toEqual({
    zh: '「退回补件」在 90 天内超过 param.timesSentBack 次。',
    en: '“Sent back” more than param.timesSentBack× in 90 days.',
  })
  expect(words('issuance.flow-too-few-reviews').zh).toContain('amount > param.twoReviewsAbove → 2\n其他 → 1')
})
