import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'

/** The command line as scripts outside this repository use it. */

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'mingjing-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const mingjing = (...words: string[]) => run(process.execPath, ['mingjing.mjs', ...words], { maxBuffer: 1 << 26 })
const refused = async (...words: string[]) => {
  const { code, stderr } = await mingjing(...words).then(
    () => expect.unreachable('it should have failed') as never,
    (error: { code: number; stderr: string }) => error,
  )
  return { code, stderr }
}

describe('seed and replay', () => {
  test('the same seed gives the same bytes, and the three evaluators the same hits of a month', async () => {
    const seed = (out: string) =>
      mingjing('seed', '--days', '30', '--seed', '7', '--out', out, '--truth', `${out}.truth`)
    await seed(at('a.ndjson'))
    await seed(at('b.ndjson'))
    expect(readFileSync(at('a.ndjson')).equals(readFileSync(at('b.ndjson')))).toBe(true)
    expect(readFileSync(at('a.ndjson.truth'), 'utf8')).toContain('"kind":"planted"')
    const hits = await replayed('rules/library', at('a.ndjson'))
    expect(hits.length).toBeGreaterThan(300)
    expect(Object.keys(hits[0]!)).toEqual([
      ...['hitId', 'ruleId', 'ruleVersion', 'key', 'step', 'subject', 'at', 'triggerId', 'evidence', 'severity'],
      ...['amount', 'values'],
    ])
  }, 1_800_000)
})

const log = '../shared/data/bpi2012/BPI_Challenge_2012.xes.gz'
describe.skipIf(!existsSync(log))(
  `a real bank’s log${existsSync(log) ? '' : ` (skipped: ${log} is not there)`}`,
  () => {
    test('BPI 2012 imports whole, and the three evaluators find the same', async () => {
      await mingjing('import', 'xes', log, '--out', at('bpi.ndjson'))
      const hits = await replayed('rules/logs/bpi2012', at('bpi.ndjson'))
      const of = (rule: string) => hits.filter(({ ruleId }) => ruleId === rule).length
      // Every case opens with A_SUBMITTED; an independent count by query over the log gives the same two numbers.
      expect({ overdue: of('bpi2012.decision-overdue'), same: of('bpi2012.offer-and-approval-same-person') }).toEqual({
        overdue: 2_119,
        same: 226,
      })
      // Rework as published: a work item completed more than once in a case counts once a completion, the first
      // included; each completion after the first hits, so a case has one hit less than completions.
      const reworked = (rule: string) => {
        const cases = Map.groupBy(
          hits.filter(({ ruleId }) => ruleId === rule),
          ({ subject }) => subject,
        )
        const times = [...cases.values()].map((own) => own.length + 1)
        const mean = times.reduce((sum, n) => sum + n, 0) / times.length
        return { cases: cases.size, mean: Math.round(mean * 100) / 100, most: Math.max(...times) }
      }
      expect(['completing', 'calling', 'validating'].map((node) => reworked(`bpi2012.${node}-again`))).toEqual([
        { cases: 4_420, mean: 4.76, most: 34 },
        { cases: 4_274, mean: 5.2, most: 33 },
        { cases: 2_020, mean: 3.32, most: 28 },
      ])

      // A log needs no rules of its own: the map, and a flow that says which deviations it finds.
      mkdirSync(at('alone'))
      writeFileSync(at('alone/flow.yaml'), `${readFileSync('rules/logs/bpi2012/flow.yaml', 'utf8')}\nfinds: [rework]\n`)
      const alone = await replayed(at('alone'), at('bpi.ndjson'))
      const places = (found: typeof hits, of: string) =>
        found.flatMap((hit) => (hit.ruleId === of ? [hit.triggerId] : []))
      for (const node of ['completing', 'calling', 'validating'])
        expect(places(alone, `bpi2012-loan.rework-${node}`)).toEqual(places(hits, `bpi2012.${node}-again`))
    }, 240_000)
  },
)

describe('what is wrong is said with its place', () => {
  test('a rule', async () => {
    const text = readFileSync('rules/library/issuance/beyond-authority.yaml', 'utf8')
    writeFileSync(at('rule.yaml'), text.replace('amount > authority', 'amount > autority'))
    const { code, stderr } = await refused('rules', 'check', folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(/rule\.yaml:\d+:\d+/)
    expect(stderr).toContain('^')
  })
  test('an event', async () => {
    writeFileSync(at('bad.ndjson'), '{"specversion":"1.0"}\n')
    const { code, stderr } = await refused(
      ...['replay', '--rules', 'rules/library', '--events', at('bad.ndjson'), '--out', at('none.ndjson')],
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/bad\.ndjson:1/)
  })
  test('an option', async () => {
    expect((await refused('seed', '--days', 'x', '--seed', '1', '--out', at('x'))).code).toBe(1)
    expect((await refused('replay', '--rules', 'rules/library')).stderr).toContain('--events')
  })
})

/** The hits of all three evaluators, which must be the same bytes. */
async function replayed(
  rules: string,
  events: string,
): Promise<{ ruleId: string; subject: string; triggerId: string }[]> {
  const texts: string[] = []
  for (const engine of ['stream', 'sql', 'reference']) {
    const out = at(`${engine}.ndjson`)
    await mingjing('replay', '--rules', rules, '--events', events, '--engine', engine, '--out', out)
    texts.push(readFileSync(out, 'utf8'))
  }
  expect(texts[1]).toBe(texts[0])
  expect(texts[2]).toBe(texts[0])
  return texts[0]!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
