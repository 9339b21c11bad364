import { Buffer } from 'node:buffer'

/** Bytes as no sound producer sends them, made of a sound event. */
export interface Poison {
  readonly kind: string
  readonly bytes: Buffer
}

type Random = () => number
type Json = Record<string, unknown>
type Make = (sound: string, random: Random) => Buffer | string

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!
const parsed = (text: string) => JSON.parse(text) as Json & { data: Json }
const written = (value: unknown) => JSON.stringify(value)

/** Values of every wrong type and size, as JSON texts: some no writer of JSON would write. */
const oddValues = [
  ...['null', 'true', '[]', '{}', '""', '"\\u0000"', '"\\ud800"', '"\\u2028"', '-0', '0.1', '-1', '1e400', '-1e400'],
  ...[
    'NaN',
    'Infinity',
    '01',
    '9007199254740993',
    '1e21',
    '"NaN"',
    '"１２３"',
    '[[[]]]',
    '{"__proto__":{"polluted":1}}',
  ],
  ...[
    '"2026-02-30T00:00:00Z"',
    '"0001-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59Z"',
    '"=1+1"',
    '"<script>alert(1)</script>"',
  ],
  `"${"'); DROP TABLE events; --"}"`,
  `"${'長'.repeat(300)}"`,
]

/** A member of the event or of its data. */
const somewhere = (event: Json & { data: Json }, random: Random): [Json, string] => {
  const of = random() < 0.5 ? event : event.data
  return [of, pick(random, Object.keys(of))]
}

const makers: Readonly<Record<string, Make>> = {
  flipped(sound, random) {
    const bytes = Buffer.from(sound)
    for (let n = 1 + Math.floor(random() * 4); n > 0; n--)
      bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
    return bytes
  },
  cut: (sound, random) => Buffer.from(sound).subarray(0, Math.floor(random() * sound.length)),
  inserted(sound, random) {
    const bytes = Buffer.from(sound)
    const at = Math.floor(random() * bytes.length)
    const more = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 8) }, () => Math.floor(random() * 256)))
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
  },
  badUtf8(sound, random) {
    const bad = pick(random, [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xff], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]])
    const at = sound.indexOf('"subject":"') + '"subject":"'.length
    return Buffer.concat([Buffer.from(sound.slice(0, at)), Buffer.from(bad), Buffer.from(sound.slice(at))])
  },
  oddValue(sound, random) {
    const event = parsed(sound)
    const [of, name] = somewhere(event, random)
    of[name] = '\u0001odd'
    return written(event).replace('"\\u0001odd"', () => pick(random, oddValues))
  },
  missing(sound, random) {
    const event = parsed(sound)
    const [of, name] = somewhere(event, random)
    delete of[name]
    return written(event)
  },
  unknownName(sound, random) {
    const name = pick(random, [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      '',
      'x'.repeat(300),
      '姓名',
    ])
    const where = random() < 0.5 ? '"data":{' : '{'
    return sound.replace(where, () => `${where}${written(name)}:{"polluted":true},`)
  },
  twice: (sound, random) => {
    const event = parsed(sound)
    const [of, name] = somewhere(event, random)
    const member = `${written(name)}:${written(of[name])}`
    return sound.replace(member, () => `${member},${member}`)
  },
  nested: (sound, random) => {
    const depth = pick(random, [10, 1_000, 30_000])
    return sound.replace('"data":{', () => `"data":{"deep":${'['.repeat(depth)}${']'.repeat(depth)},`)
  },
  joined: (sound, random) => `${sound}${pick(random, ['', ' ', ',', '\r\n', '\n'])}${sound}`,
  marked: (sound) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(sound)]),
  other: (_, random) =>
    pick(random, ['', ' ', '{}', '[]', 'null', '0', '"', '{', '\u0000', '💣', '<event/>', 'a,b,c', '{"a":1}']),
}

const names = Object.keys(makers)
/** Ten megabytes: so rare that they are no load test, often enough that they come. */
const hugeOneIn = 20_000

export const poisonOf = (sound: string, random: Random): Poison => {
  if (Math.floor(random() * hugeOneIn) === 0)
    return {
      kind: 'huge',
      bytes: Buffer.from(sound.replace('"data":{', () => `"data":{"note":"${'x'.repeat(10_000_000)}",`)),
    }
  const kind = pick(random, names)
  const made = makers[kind]!(sound, random)
  return { kind, bytes: typeof made === 'string' ? Buffer.from(made) : made }
}

export const poisonKinds: readonly string[] = names
