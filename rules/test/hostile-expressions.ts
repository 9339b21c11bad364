import type { Dice } from './dice.ts'
import type { Attack } from './hostile.ts'
import { matching, ruleFile } from './hostile-file.ts'

/** Attacks by a single expression: too big, too deep, too slow, or meant to run as something else. */

const times = (least: number, most: number, dice: Dice): number => dice.between(least, most)
const joined = (count: number, by: string, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(by)

/** A constant text of an expression. */
export const text = (written: string): string => JSON.stringify(written)

/** What would be noticed if any of it were run: by JavaScript, by ClickHouse, by a template. */
export const injections = [
  "'); globalThis.pwned = 1; ('",
  '"]; globalThis.pwned = 1; d["',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what it would be if it were one is the question.
  '`${globalThis.pwned = 1}`',
  '\u2028globalThis.pwned = 1\u2028',
  '\\"); globalThis.pwned = 1 //',
  "' OR 1=1 --",
  "'; DROP TABLE events; --",
  "\\' OR 1=1 --",
  "') UNION ALL SELECT * FROM system.users --",
  '{x:String}',
  '*/ 1 /*',
  "$$'; SELECT 1; $$",
  '?1',
  '%27%20OR%201=1',
  '</script><script>globalThis.pwned = 1</script>',
  '=HYPERLINK("http://x","y")',
] as const

const patterns: readonly ((dice: Dice) => string)[] = [
  () => '(a+)+$',
  () => '(a|aa)+b',
  () => '^(([a-z])+.)+[A-Z]([a-z])+$',
  (dice) => `${'(a*)'.repeat(times(5, 50, dice))}[xyz]`,
  (dice) => `(a|b)*a(a|b){${times(5, 400, dice)}}[xyz]`,
  (dice) => `(a?){${times(5, 90, dice)}}a{${times(5, 90, dice)}}[xyz]`,
  (dice) => `((a{${times(2, 40, dice)}}){${times(2, 40, dice)}}){${times(2, 40, dice)}}`,
  (dice) => `a{${times(100, 100_000, dice)}}`,
  (dice) => `(?i)(\\p{L}\\p{L}?){${times(5, 90, dice)}}\\p{N}`,
  (dice) => `\\p{Han}{0,${times(5, 900, dice)}}[0-9]`,
  (dice) => `((\\w+)?){${times(5, 60, dice)}}[^\\w]$`,
  (dice) => `${'('.repeat(times(20, 99, dice))}a`,
  (dice) => `${'('.repeat(40)}a${')'.repeat(40)}{${times(1, 60, dice)}}`,
  () => '(?<=a)b',
  () => '(a)\\1',
  () => '(?P<__proto__>a)',
  () => '[z-a]',
  () => '\\C',
  () => '(?i)\u212a\u017f',
  () => '[^\\x{0}-\\x{10FFFF}]',
  (dice) => `[${joined(times(10, 60, dice), '', (n) => String.fromCodePoint(0x1f600 + n))}]+`,
]

const numbers = [
  '9007199254740991',
  '-9007199254740991',
  '9007199254740992',
  '99999999999999999999999999',
  '1e308 * 10.0',
  '1e999',
  '-1e999',
  '1e-999',
  '0.0 / 0.0',
  '-0.0',
  '5 / 0',
  '5 % 0',
  '9007199254740991 + 9007199254740991',
  '9007199254740991 * 9007199254740991',
  'yuan(99999999999999999)',
  'yuan(0.001)',
  "duration('1000000d')",
  "duration('999999999999d')",
  '0x7fffffffffffffff',
  '1u',
]

export const expressionAttacks = {
  'evil patterns': (dice, id) => [matching(id, `wording.matches(${text(dice.oneOf(patterns)(dice))})`)],
  'many patterns': (dice, id) => {
    const size = times(5, 120, dice)
    return [
      matching(
        id,
        joined(times(2, 30, dice), ' || ', (n) => `wording.matches(${text(`(a|b)*a(a|b){${size}}[${n}xyz]`)})`),
      ),
    ]
  },
  'deep expressions': (dice, id) => {
    const depth = times(10, 900, dice)
    const deep = [
      `${'('.repeat(depth)}connected${')'.repeat(depth)}`,
      `${'!'.repeat(depth)}connected`,
      `${'-'.repeat(depth)}1 < 0`,
      `${'connected ? false : '.repeat(Math.min(depth, 90))}true`,
      `${'size('.repeat(depth)}wording${')'.repeat(depth)} > 1`,
      `wording${'.matches("a")'.repeat(Math.min(depth, 150))}`,
      `${'['.repeat(depth)}1${']'.repeat(depth)} == 1`,
    ]
    return [matching(id, dice.oneOf(deep))]
  },
  'wide expressions': (dice, id) => {
    const count = times(50, 400, dice)
    const wide = [
      joined(count, ' && ', () => 'connected'),
      `${joined(count, ' + ', () => '1')} > 0`,
      `wording in [${joined(count, ',', (n) => text(String(n)))}]`,
      joined(Math.floor(count / 3), ' || ', (n) => `wording.contains(${text(String(n))})`),
      `${'a'.repeat(count * 6)} == 1`,
    ]
    return [matching(id, dice.oneOf(wide))]
  },
  'injection by constants': (dice, id) => {
    const payload = text(dice.oneOf(injections))
    const used = [
      `wording == ${payload}`,
      `wording in [${payload}, "b", "c", "d", "e", "f", "g"]`,
      `wording in [${payload}]`,
      `wording.contains(${payload})`,
      `wording.startsWith(${payload})`,
      `wording.matches(${payload})`,
      `onList(contract, ${payload})`,
      `(connected ? ${payload} : wording) == wording`,
      `localHour(${payload}) == 1`,
    ]
    return [matching(id, dice.oneOf(used))]
  },
  'injection by names': (dice, id) => {
    const payload = dice.oneOf(injections)
    const places = [
      { key: [payload] },
      { calendar: payload },
      { on: payload },
      { group: payload },
      { owner: payload },
      { title: { zh: payload, en: payload } },
      { params: { [payload]: { default: 1 } } },
      { params: { limit: { default: payload, unit: payload } }, where: 'wording == param.limit' },
      { kind: 'window', measures: { [payload]: { count: true, within: '1h' } }, when: 'connected' },
      { kind: 'window', measures: { n: { count: true, within: payload } }, when: 'n > 1' },
      { kind: 'deadline', expect: payload, within: '1d' },
      { kind: 'deadline', expect: 'outcome.observed', within: `param.${payload}` },
      { basis: [{ clause: payload }] },
    ]
    return [
      ruleFile(id, {
        kind: 'match',
        on: 'collection.called',
        ...(dice.onceIn(3) ? {} : { where: 'connected' }),
        ...dice.oneOf(places),
      }),
    ]
  },
  'numbers at the end of their range': (dice, id) => {
    const [a, b] = [dice.oneOf(numbers), dice.oneOf(numbers)]
    const bound = dice.oneOf([
      Number.MAX_SAFE_INTEGER,
      2 ** 53,
      1e308,
      5e-324,
      -0,
      1e21,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ])
    const forms = [
      { where: `durationSeconds > ${a}` },
      { where: `durationSeconds + ${a} != ${b}` },
      { where: `durationSeconds > param.most`, params: { most: { default: bound } } },
      { where: 'connected', amount: `durationSeconds * ${a}` },
      {
        kind: 'window',
        where: 'connected',
        measures: { s: { sum: `durationSeconds * ${a}`, within: '1h' } },
        when: `s > ${b}`,
      },
      {
        kind: 'window',
        where: 'connected',
        measures: { s: { avg: `durationSeconds + ${a}`, within: '400d' } },
        when: `s > ${b}`,
      },
      {
        kind: 'window',
        where: 'connected',
        measures: { s: { max: `${a} - durationSeconds`, within: '1h' } },
        when: 's > 0',
      },
    ]
    return [matching(id, 'connected', dice.oneOf(forms))]
  },
  durations: (dice, id) => {
    const span = dice.oneOf([
      '0s',
      '-1d',
      '1000000d',
      '999999999d',
      '401d',
      '1e9s',
      '1000000wd',
      '251wd',
      '1000000wh',
      '٣d',
      '1 d',
      'P1D',
      '',
      '400d',
    ])
    const forms = [
      { kind: 'window', measures: { n: { count: true, within: span } }, when: 'n > 1' },
      // biome-ignore lint/suspicious/noThenProperty: a field of a rule file.
      { kind: 'sequence', then: 'collection.called', within: span },
      { kind: 'deadline', expect: 'outcome.observed', within: span, remind: [dice.oneOf(['400d', '1000000d', span])] },
      { kind: 'deadline', expect: 'outcome.observed', within: 'param.span', params: { span: { default: span } } },
      { kind: 'score', of: { [`${id}.a`]: 1 }, within: span, bands: [{ from: 1, severity: 'low' }] },
    ]
    return [ruleFile(id, { on: 'collection.called', ...dice.oneOf(forms) })]
  },
} as const satisfies Readonly<Record<string, Attack>>
