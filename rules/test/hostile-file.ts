import { stringify } from 'yaml'
import type { RuleFile } from '../language/load.ts'

const words = { zh: '恶意规则', en: 'Hostile rule' }

const common = {
  version: 1,
  stage: 'model',
  risk: words,
  severity: 'low',
  opens: 'record',
  title: words,
  explanation: words,
  owner: 'S5',
  basis: 'bank policy',
  check: words,
  rectify: words,
  base: { type: 'collection.called', data: { contract: 'L1', contactKind: 'debtor', connected: true } },
  tests: [
    { name: 'any', events: [{}], hits: 1 },
    { name: 'none', events: [{}], hits: 0 },
  ],
}

/** Fields of a rule as its author writes them. */
export type Fields = { readonly [field: string]: unknown }

/** YAML of a rule in which everything is sound but what is given. */
export const writtenRule = (id: string, fields: Fields): string =>
  stringify({ id, ...common, ...fields }, { aliasDuplicateObjects: false, lineWidth: 0 })

export const fileOf = (id: string, text: string): RuleFile => ({ path: `${id.replaceAll('.', '-')}.yaml`, text })

export const ruleFile = (id: string, fields: Fields): RuleFile => fileOf(id, writtenRule(id, fields))

export const matching = (id: string, where: string, more: Fields = {}): RuleFile =>
  ruleFile(id, { kind: 'match', on: 'collection.called', where, ...more })
