import { randomUUID } from 'node:crypto'
import { catalogue } from '@mingjing/rules/events/catalogue.ts'
import type { Field } from '@mingjing/rules/events/field.ts'
import { type FieldName, fields } from '@mingjing/rules/events/fields.ts'
import { type EventType, fieldsOf } from '@mingjing/rules/events/type.ts'

/** Values nobody else has, planted where personal data arrive, to be looked for wherever they might come out. */

/** What the vault keeps: it comes out for a reason only. */
export const sealed = {
  name: '金丝雀甲',
  idNumber: '110101199003079991',
  mobile: '13899990001',
  address: '上海市金丝雀路99号',
  employer: '金丝雀制衣有限公司',
} as const satisfies Partial<Record<FieldName, string>>

/**
 * What rules read in clear, and who may see an issue sees in its evidence: numbers of accounts and cards, words of a call.
 * Nowhere else are they to be found.
 */
export const inEvidence = {
  account: '6222000099990001',
  counterAccount: '6222000099990002',
  card: '6222000099990003',
  payee: '收款金丝雀',
  wording: '再不还就让你坐牢，金丝雀',
} as const satisfies Partial<Record<FieldName, string>>

/** The ways a value may be written: as it is, in JSON, in an address, in HTML, in Base64. */
const writings = (value: string): string[] => [
  value,
  [...value].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  encodeURIComponent(value),
  [...value].map((each) => `&#x${each.charCodeAt(0).toString(16)};`).join(''),
  Buffer.from(value).toString('base64').replace(/=+$/, ''),
]

/** Names of the planted values found in a text. */
export const foundIn = (text: string, planted: Readonly<Record<string, string>>): string[] =>
  Object.entries(planted).flatMap(([name, value]) => (writings(value).some((each) => text.includes(each)) ? name : []))

const planted: Readonly<Record<string, string>> = { ...sealed, ...inEvidence }
export const customer = 'cust-canary'

const sampleOf = (name: FieldName): unknown => {
  const field: Field = fields[name]
  const { minimum = 0 } = field.schema as { minimum?: number }
  if (name in planted) return planted[name]
  if (name === 'customer') return customer
  switch (field.kind) {
    case 'fen':
      return 30_000_000
    case 'int':
      return Math.max(1, minimum)
    case 'double':
      return Math.max(0.5, minimum)
    case 'bool':
      return true
    case 'code':
      return field.values![0]
    case 'moment':
      return new Date().toISOString()
    case 'text':
      return `x-${name}`
  }
}

const event = (type: EventType, data: object, subject = `canary-${type.name}`) => ({
  ...{ specversion: '1.0', id: randomUUID(), source: '/e2e/canary', type: type.name, time: new Date().toISOString() },
  ...{ subject, orgunit: 'b01-s01-o1', data },
})

/** Every type of event that carries one of the planted fields, with all of its fields. */
export const carriers: readonly EventType[] = catalogue.filter((type) => fieldsOf(type).some((name) => name in planted))
const whole = (type: EventType) => Object.fromEntries(fieldsOf(type).map((name) => [name, sampleOf(name)]))
const typed = (name: string) => catalogue.find((type) => type.name === name)!

/** One of each, and some that open issues: words of a threat, money for gambling. */
export const plantedEvents = () => [
  ...carriers.map((type) => event(type, whole(type))),
  event(
    typed('transaction.posted'),
    { ...whole(typed('transaction.posted')), merchantCategory: 'gambling' },
    'canary-laundering',
  ),
]

/** The same, each broken in a way that makes a dead letter of it, with the values at places where they do not belong. */
export const brokenLines = (): string[] =>
  carriers.flatMap((type) => {
    const good = event(type, whole(type))
    const broken: object[] = fieldsOf(type).flatMap((name) =>
      name in planted ? [{ ...good, data: { ...good.data, [name]: Number(sealed.mobile) } }] : [],
    )
    for (const value of Object.values(planted))
      broken.push(
        { ...good, data: { ...good.data, [value]: 1 } },
        { ...good, type: value },
        { ...good, time: value },
        { ...good, orgunit: value },
        { ...good, datacontenttype: value },
        { ...good, data: value },
        { ...good, data: { ...good.data, channel: value } },
        { ...good, source: `${value}#` },
        { ...good, specversion: value },
      )
    const text = JSON.stringify(good)
    return [...broken.map((each) => JSON.stringify(each)), text.slice(0, -1), text.slice(text.indexOf('data'))]
  })
