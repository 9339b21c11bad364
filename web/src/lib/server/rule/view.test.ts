import { fileURLToPath } from 'node:url'
import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { readRuleFiles } from '@mingjing/sql/bundle/rule-files.ts'
import { expect, test } from 'vitest'
import { conditionText, writtenRule } from './view.ts'

const library = fileURLToPath(new URL('../../../../../rules/library', import.meta.url))
const { bundle } = makeBundle({ files: await readRuleFiles(library) })

test('a deadline names what meets it, what stops and starts its clock, and what starts it anew', () => {
  const rule = bundle.rules.find(({ id }) => id === 'timeliness.decision-three-days')!
  expect(conditionText(writtenRule(bundle, rule)!).split('\n')).toEqual([
    '!fastTrack',
    '→ approval.decided | application.withdrawn · param.limit',
    "type == 'application.withdrawn' || decision != 'returned'",
    '‖ application.returned',
    '▷ application.resumed',
    '↺ approval.decided',
    "decision == 'returned'",
  ])
})
