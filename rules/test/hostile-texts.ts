import type { Dice } from './dice.ts'
import type { Attack } from './hostile.ts'
import { fileOf, matching, writtenRule } from './hostile-file.ts'

/** Attacks on reading: what a file looks like before any of it is a rule. */

/** Names that objects have without anybody having given them. */
export const inherited = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'isPrototypeOf',
] as const

const numbered = (times: number, text: (n: number) => string): string =>
  Array.from({ length: times }, (_, n) => text(n)).join('')

const repeated = (text: string, least: number, most: number, dice: Dice): string =>
  text.repeat(dice.between(least, most))

const sound = (id: string): string => writtenRule(id, { kind: 'match', on: 'collection.called', where: 'connected' })

/** A rule in whose base event stands what it should not. */
const withData = (id: string, data: string): string =>
  sound(id).replace(/^ {2}data:\n( {4}.*\n)+/m, `  data: ${data}\n`)

const characters = ['\\0', '\\u0007', '\\u202e', '\\u2066', '\\ud800', '\\udfff', '\\ufffe', '\\u200b', '\\ufeff']

/** Letters that look like those of ASCII and are others. */
const lookAlikes: Readonly<Record<string, string>> = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', i: 'і', m: 'ｍ' }

const disguised = (text: string, dice: Dice): string => {
  const places = [...text].flatMap((char, i) => (lookAlikes[char] ? [i] : []))
  const place = dice.oneOf(places)
  return text.slice(0, place) + lookAlikes[text[place]!] + text.slice(place + 1)
}

export const textAttacks = {
  'deep brackets': (dice, id) => {
    const [open, close] = dice.oneOf(['[]', '{}', '[ ]'] as const)
    const depth = dice.oneOf([20, 60, 400, 3_000, 30_000])
    const text = `${open!.repeat(depth)}${dice.onceIn(2) ? close!.repeat(depth) : ''}`
    return [fileOf(id, dice.onceIn(2) ? text : withData(id, `{ x: ${text} }`))]
  },
  'deep blocks': (dice, id) => {
    const step = dice.oneOf([' ', '- ', '? '])
    const depth = dice.between(30, 330)
    return [
      fileOf(
        id,
        numbered(depth, (n) => (step === ' ' ? `${' '.repeat(n)}a:\n` : step)),
      ),
    ]
  },
  'mappings in mappings': (dice, id) => [fileOf(id, `${repeated('{a: ', 30, 12_000, dice)}1`)],
  'many keys': (dice, id) => {
    const keys = numbered(dice.oneOf([9, 400, 5_500]), (n) => `k${n}:\n`)
    return [fileOf(id, dice.onceIn(2) ? keys : sound(id) + keys)]
  },
  'many parameters': (dice, id) => [
    fileOf(
      id,
      `${sound(id)}params:\n${numbered(dice.between(8, 5_000), (n) => ` ${dice.oneOf(['K', 'k', '_'])}${n}:\n`)}`,
    ),
  ],
  'repeated keys': (dice, id) => [
    fileOf(id, sound(id) + repeated(`${dice.oneOf(['x', 'where', 'id'])}: 1\n`, 2, 5_000, dice)),
  ],
  'a file of errors': (dice, id) => {
    const error = dice.oneOf(['}\n', '"\\q"\n', '- a\nb\n', '%YAML 9\n', '@\n', '`\n', '\t- x\n', ': : :\n'])
    return [fileOf(id, repeated(error, 100, 10_000, dice).slice(0, 63_000))]
  },
  'too long a file': (dice, id) => [fileOf(id, `${sound(id)}# ${repeated('x', 64_000, 2_000_000, dice)}`)],
  'many documents': (dice, id) => [fileOf(id, repeated(`---\n${dice.onceIn(2) ? sound(id) : 'a\n'}`, 2, 40, dice))],
  'anchors and aliases': (dice, id) => {
    const wide = dice.between(2, 9)
    const levels = numbered(dice.between(2, 30), (n) =>
      n === 0 ? 'a0: &a0 x\n' : `a${n}: &a${n} [${Array.from({ length: wide }, () => `*a${n - 1}`).join()}]\n`,
    )
    const cycle = 'a: &a [*a]\n'
    return [fileOf(id, `${dice.oneOf([levels, cycle, '<<: &b { kind: match }\n', '? &k x\n: *k\n'])}${sound(id)}`)]
  },
  tags: (dice, id) => {
    const tag = dice.oneOf([
      '!!js/function',
      '!!python/object:os.system',
      '!<tag:x,2000:y>',
      '!!binary',
      '!!set',
      '!!omap',
      '!local',
    ])
    return [
      fileOf(
        id,
        sound(id).replace('where: connected', `where: ${tag} ${dice.oneOf(['connected', '"x"', '{ a: b }'])}`),
      ),
    ]
  },
  'inherited names as fields': (dice, id) => {
    const name = dice.oneOf(inherited)
    const value = dice.oneOf(['{ kind: match }', '1', '[]', 'null', '{ isAdmin: true }'])
    return [fileOf(id, dice.onceIn(2) ? `${name}: ${value}\n${sound(id)}` : withData(id, `{ ${name}: ${value} }`))]
  },
  'inherited names as names': (dice, id) => {
    const name = dice.oneOf(inherited)
    const places = [
      { kind: name },
      { key: [name] },
      { calendar: name },
      { on: name },
      { where: `${name} == 1` },
      { where: `param.${name} == 1`, params: { [name]: { default: 1 } } },
      { where: `${name}(subject)` },
      { where: `onList(contract, '${name}')` },
      { stage: name },
      { kind: 'window', when: `${name} > 1`, measures: { [name]: { count: true, within: '1h' } } },
      { kind: 'score', of: { [name]: 1 }, within: '1h', bands: [{ from: 1, severity: 'low' }] },
      { kind: 'flow', flow: name, deviation: 'rework', node: name },
    ]
    return [matching(id, 'connected', dice.oneOf(places))]
  },
  'characters that hide': (dice, id) => {
    const text = `"${dice.oneOf(['a', ''])}${dice.oneOf(characters)}"`
    const field = dice.oneOf(['owner', 'group', 'where', 'title', 'calendar', 'risk'])
    const value = ['title', 'risk'].includes(field)
      ? `{ zh: ${text}, en: x }`
      : field === 'where'
        ? `"subject == '${text.slice(1, -1)}'"`
        : text
    const others = sound(id).replace(new RegExp(`^${field}:.*\\n( .*\\n)*`, 'm'), '')
    return [fileOf(id, `${others}${field}: ${value}\n`)]
  },
  'raw bytes': (dice, id) => {
    const raw = dice.oneOf(['\0', '\u0001', '\u001b[2J', '\u202e', '\ud800', '\ufffe', '\u0085', '\u2028'])
    const text = sound(id)
    const place = dice.between(0, text.length)
    return [fileOf(id, text.slice(0, place) + raw + text.slice(place))]
  },
  'look-alikes': (dice, id) => {
    const word = dice.oneOf(['match', 'connected', 'collection.called', 'where', 'operational', 'bank policy'])
    return [fileOf(id, sound(id).replace(word, disguised(word, dice)))]
  },
  ids: (dice, id) => {
    const odd = dice.oneOf([
      repeated('a-', 50, 20_000, dice),
      `${repeated('a', 50, 50_000, dice)}!`,
      '../../etc/passwd',
      `${id}'; DROP TABLE events; --`,
      `${id}\u0000`,
      `${id}\n`,
      `${id}.`,
      id.toUpperCase(),
      '__proto__.constructor',
      'constructor.prototype',
    ])
    return [matching(odd, 'connected', { id: odd })]
  },
  'wrong shapes': (dice, id) => {
    const wrong = dice.oneOf([null, true, 0, -1, 1e300, '', [], {}, [[]], [null], { a: 1 }, 'x'.repeat(3_000)])
    const field = dice.oneOf([
      'where',
      'on',
      'key',
      'tests',
      'base',
      'version',
      'basis',
      'params',
      'title',
      'expectedRate',
    ])
    return [matching(id, 'connected', { [field]: wrong })]
  },
  noise: (dice, id) => {
    const text = sound(id)
    const place = dice.between(0, text.length)
    const cut = dice.between(0, 40)
    const noise = numbered(dice.between(0, 12), () =>
      dice.oneOf(['{', '}', '[', ']', ':', '-', '\n', ' ', '"', "'", '&', '*', '|', '>', '#', 'x']),
    )
    return [fileOf(id, text.slice(0, place) + noise + text.slice(place + cut))]
  },
} as const satisfies Readonly<Record<string, Attack>>
