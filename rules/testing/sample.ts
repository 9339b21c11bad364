import { stringify } from 'yaml'
import { type Bundle, makeBundle, type ParameterTable } from '../bundle/bundle.ts'
import type { EventTypeName } from '../events/catalogue.ts'
import type { Event, Value } from '../events/event.ts'
import type { CheckedRule } from '../language/checked.ts'
import type { RuleFile } from '../language/load.ts'
import { renderProblem } from '../language/problem.ts'
import type { Rule } from '../language/rule.ts'

const words = { zh: '样例', en: 'Sample' }

const usual = {
  version: 1,
  stage: 'issuance',
  risk: words,
  severity: 'low',
  opens: 'record',
  title: words,
  explanation: words,
  owner: 'tests',
  basis: 'bank policy',
  check: words,
  rectify: words,
  base: { type: 'approval.decided', data: { decision: 'approved' } },
  tests: [
    { name: 'hits', events: [{}], hits: 1 },
    { name: 'nearly', events: [{}], hits: 0 },
  ],
}

/** What a sample states; everything a rule must have beside is filled in. */
export type Sample = { kind: Rule['kind']; id?: string } & Record<string, unknown>

/** A rule file for tests. */
export const sampleFile = (sample: Sample): RuleFile => ({
  path: `${sample.id ?? 'sample.rule'}.yaml`,
  text: stringify(
    { id: 'sample.rule', on: 'approval.decided', ...usual, ...sample },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  ),
})

/**
 * A bundle of sample rules.
 *
 * @throws with the rendered problems when a sample is not sound.
 */
export const sampleBundle = (samples: readonly Sample[], parameters: ParameterTable = {}): Bundle => {
  const files = samples.map(sampleFile)
  const { bundle, problems } = makeBundle({ files, parameters })
  if (problems.length === 0) return bundle
  const textOf = (path: string) => files.find((file) => file.path === path)?.text ?? ''
  throw new Error(problems.map((problem) => renderProblem(problem, textOf(problem.path))).join('\n'))
}

export const sampleRule = (sample: Sample): CheckedRule => sampleBundle([sample]).rules[0]!

/** An event with the given data; the id is what tells events of a test apart. */
export const sampleEvent = (
  id: string,
  time: number,
  data: Record<string, Value>,
  rest: Partial<Omit<Event, 'id' | 'time' | 'data'>> = {},
): Event => ({
  id,
  source: 'test',
  type: 'approval.decided' satisfies EventTypeName,
  time,
  subject: 'A-0001',
  orgunit: 'b01-s01-o1',
  data,
  ...rest,
})
