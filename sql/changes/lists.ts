import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { expressionsOf, listsIn } from '@mingjing/rules/language/expressions.ts'
import type { WrittenEntry } from '@mingjing/rules/language/list.ts'
import { atHeadOffice, may, type Scope } from '../access/scope.ts'
import { entriesIn } from './apply.ts'

export interface ListInForce {
  readonly name: string
  readonly zh: string
  readonly en: string
  /** Fields whose values it holds. */
  readonly of: readonly string[]
  /** Rules that look values up in it. */
  readonly rules: readonly { readonly id: string; readonly title: { readonly zh: string; readonly en: string } }[]
  /** Null where they may not be known: lists name blocked accounts, which no branch is told of. */
  readonly entries: readonly WrittenEntry[] | null
}

/** The lists of the bundle, as somebody may see them. */
export const listsInForce = (bundle: Bundle, scope: Scope): ListInForce[] => {
  const asked = bundle.rules.map((rule) => ({ rule, lists: listsIn(expressionsOf(rule)) }))
  return bundle.lists.map(({ name, zh, en, of }) => ({
    ...{ name, zh, en, of },
    rules: asked.flatMap(({ rule: { id, title }, lists }) => (lists.has(name) ? [{ id, title }] : [])),
    entries: may(scope, 'rules:read') && atHeadOffice(scope) ? entriesIn(bundle, name) : null,
  }))
}
