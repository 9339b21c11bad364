import type { RuleFile } from '../language/load.ts'
import { matching, ruleFile } from './hostile-file.ts'

const on = 'collection.called'

/**
 * Good rules of every kind that live beside hostile ones: they look at the same events, by the same keys, and some of
 * their windows are such as hostile rules share with them.
 */
export const neighbours: readonly RuleFile[] = [
  matching('good.match', 'connected && durationSeconds > 3500'),
  matching('good.wording', "wording.matches('(坐牢|曝光|上门抓|abababab)')"),
  ruleFile('good.window', {
    kind: 'window',
    on,
    key: ['contract'],
    measures: {
      calls: { count: true, within: '3m' },
      kinds: { distinct: 'actor', within: '2m' },
      seconds: { sum: 'durationSeconds', within: '4m' },
      usual: { avg: 'durationSeconds', within: '3m' },
    },
    when: 'calls > 1 && calls < 9 && kinds < 3 || seconds > 190000 && usual > 2000',
  }),
  ruleFile('good.sequence', {
    kind: 'sequence',
    on,
    where: 'durationSeconds > 3000',
    // biome-ignore lint/suspicious/noThenProperty: a field of a rule file.
    then: on,
    thenWhere: '!connected',
    key: ['contract', 'actor'],
    within: '20m',
    when: 'first.durationSeconds > durationSeconds',
  }),
  ruleFile('good.deadline', {
    kind: 'deadline',
    on,
    where: 'durationSeconds < 100',
    key: ['contract'],
    expect: 'outcome.observed',
    within: '15m',
    remind: ['5m'],
  }),
  ruleFile('good.score', {
    kind: 'score',
    severity: 'low',
    of: { 'good.match': 1, 'good.sequence': 2, 'good.deadline': 2 },
    within: '10m',
    bands: [{ from: 3, severity: 'low' }],
  }),
]
