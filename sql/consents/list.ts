import { inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import type { Keys } from '../vault/keys.ts'
import { refOf } from './entry.ts'
import { consentsOf, consentsOfCustomers, entriesOf } from './find.ts'
import { type Footing, tellHistory } from './history.ts'

export interface ListedConsent {
  /** On the chain, and the receipt's id; null of an event from before the chain was kept. */
  readonly position: number | null
  readonly hash: string | null
  readonly type: string
  readonly purpose: string
  readonly form: string | null
  /** RFC 3339. */
  readonly at: string
  readonly customer: string
  readonly subject: string
  readonly orgunit: string
  readonly actor: string | null
  readonly footing: Footing | null
  /** RFC 3339. */
  readonly withdrawnAt: string | null
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/**
 * What a search for a customer's token or a subject finds: everything about consents of those customers in order of
 * time, within what the caller may see. A use is held against the consents of every unit.
 */
export const listConsents = async (
  { db, clickhouse, keys }: { db: Db; clickhouse: ClickHouseReader; keys: Keys },
  scope: Scope,
  who: string,
): Promise<ListedConsent[]> => {
  const found = await consentsOf(clickhouse, scope, who)
  const customers = [...new Set(found.flatMap(({ data }) => text(data.customer) ?? []))]
  const told = tellHistory(await consentsOfCustomers(clickhouse, customers))
  const shown = told.filter(({ event }) => inScope(scope, event.orgunit))
  const entries = await entriesOf(
    db,
    keys,
    shown.map(({ event }) => event),
  )
  return shown.map(({ event, footing, withdrawnAt }) => {
    const entry = entries.get(refOf(keys, event))
    return {
      position: entry?.position ?? null,
      hash: entry?.hash ?? null,
      type: event.type,
      purpose: text(event.data.consentPurpose) ?? '',
      form: text(event.data.form),
      at: new Date(event.time).toISOString(),
      customer: text(event.data.customer) ?? '',
      subject: event.subject,
      orgunit: event.orgunit,
      actor: text(event.data.actor),
      footing,
      withdrawnAt: iso(withdrawnAt),
    }
  })
}
