import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { renderProblem } from '../language/problem.ts'
import { runRuleTests } from '../testing/run.ts'

/** The guide to a first rule, both languages: what stands in it is run. */

const guide = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
const blocks = (text: string, kind: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => block!)

const english = guide('first-rule.md')
const path = 'mine/first.yaml'
const load = (text: string) => makeBundle({ files: [{ path, text }] })
const [mistaken, ...sound] = blocks(english, 'yaml')

test('the mistake is answered as shown', () => {
  const { problems } = load(mistaken!)
  expect(problems.map((problem) => renderProblem(problem, mistaken!))).toEqual(
    blocks(english, 'text').map((block) => block.trimEnd()),
  )
})

test('every other rule loads and holds its own tests', () => {
  expect(sound.length).toBe(2)
  for (const text of sound) {
    const { bundle, problems } = load(text)
    expect(problems).toEqual([])
    const outcomes = bundle.rules.flatMap((rule) => runRuleTests(rule, bundle))
    expect(outcomes.length).toBe(4)
    expect(outcomes.filter(({ passed }) => !passed)).toEqual([])
  }
})

test('the Chinese guide shows the same files, commands and answers', () => {
  const chinese = guide('first-rule.zh-CN.md')
  for (const kind of ['yaml', 'sh', 'text']) expect(blocks(chinese, kind)).toEqual(blocks(english, kind))
})
