import { expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import type { RuleFile } from '../language/load.ts'
import { attacks, hostileRule } from './hostile.ts'
import { hostileLog } from './hostile-log.ts'
import { neighbours } from './neighbours.ts'

const seed = 20_261_105
const rules = 150

const read = (files: readonly RuleFile[]) => makeBundle({ files: [...neighbours, ...files] })
const log = hostileLog(seed, 80)
const until = log.at(-1)!.time
const alone = evaluateEngine(read([]).bundle, log, until)

test(`S5, what needs no budget: a hostile rule is refused by line, or leaves its neighbours as they are (seed ${seed})`, {
  timeout: 180_000,
}, () => {
  const seen = { refused: 0, run: 0, attacks: new Set<string>() }
  for (let number = 0; number < rules; number++) {
    const { attack, files } = hostileRule(seed, number)
    seen.attacks.add(attack)
    const { bundle, problems } = read(files)
    for (const { path, line, message } of problems) {
      expect(
        files.map((file) => file.path),
        attack,
      ).toContain(path)
      expect(line, attack).toBeGreaterThan(0)
      expect(message.length, attack).toBeGreaterThan(0)
      expect(message.length, attack).toBeLessThan(1_000)
    }
    const own = bundle.rules.filter(({ id }) => !id.startsWith('good.'))
    if (own.length === 0) {
      expect(problems.length, attack).toBeGreaterThan(0)
      seen.refused++
      continue
    }
    seen.run++
    const hits = evaluateEngine(bundle, log, until).filter(({ ruleId }) => ruleId.startsWith('good.'))
    expect(hits, attack).toEqual(alone)
  }
  expect([...seen.attacks].sort()).toEqual(Object.keys(attacks).sort())
  expect(alone.length).toBeGreaterThan(5)
  expect(seen.refused).toBeGreaterThan(rules / 4)
  expect(seen.run).toBeGreaterThan(rules / 20)
})
