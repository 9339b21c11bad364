import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import { and, asc, eq } from 'drizzle-orm'
import { visibleChanges } from '../access/predicates.ts'
import { may, type Scope, sameEyes } from '../access/scope.ts'
import { partsOf, readInputs, writeInputs } from '../bundle/inputs.ts'
import { lockBundles, publishBundle } from '../bundle/publish.ts'
import type { Db } from '../postgres/connect.ts'
import { changes } from '../postgres/schema.ts'
import { currentBundle } from '../queries/bundle.ts'
import { applied, standing } from './apply.ts'
import { isBeside, setBeside, standingBeside } from './beside.ts'
import type { BundleChange } from './change.ts'
import { whyNot } from './check.ts'
import type { StoredChange } from './propose.ts'
import { record } from './record.ts'
import { type ChangeRefusal, type ChangeRefusalCode, refuseChange } from './refusal.ts'

export const verdicts = ['approve', 'reject', 'withdraw'] as const
export type Verdict = (typeof verdicts)[number]

export interface Decided {
  readonly kind: 'decided'
  readonly change: StoredChange
}

/**
 * Decides on a proposed change in somebody's name. Approving puts the bundle with the change in force in the same
 * transaction, and settles the other proposals it overtakes. Who proposed it never approves or rejects it, whatever
 * they may do otherwise; nobody else withdraws it. When the place was changed since, the proposal is overtaken, and
 * that is the refusal.
 */
export const decide = async (
  db: Db,
  scope: Scope,
  id: number,
  { verdict, note }: { verdict: Verdict; note: string },
  { now }: { now: Date },
): Promise<Decided | ChangeRefusal> =>
  db.transaction(async (tx) => {
    // Before any row: whoever approves goes on to rows of other proposals, and two would wait for one another.
    await lockBundles(tx)
    const [row] = await tx
      .select()
      .from(changes)
      .where(and(eq(changes.id, id), visibleChanges(scope)))
      .for('update')
    if (!row) return refuseChange('not-found')
    const barred = barredFrom(scope, row, verdict)
    if (barred) return refuseChange(barred)
    if (verdict === 'reject' && note.trim() === '') return refuseChange('no-reason')
    const settle = settling(tx, { by: scope.personId, now })
    const said = note.trim() === '' ? null : note
    if (verdict === 'reject') return decided(await settle(row, { state: 'rejected', note: said }))
    if (verdict === 'withdraw') return decided(await settle(row, { state: 'withdrawn', note: said }))

    const bundle = await currentBundle(tx)
    if (!bundle || !(await stands(tx, row, bundle))) {
      await settle(row, { state: 'overtaken', note: null })
      return refuseChange('overtaken')
    }
    const { change } = row
    const by = { personId: scope.personId, now }
    if (isBeside(change)) await setBeside(tx, change)
    const next = isBeside(change) ? bundle : await putInForce(tx, bundle, change, by)
    const end = { state: 'approved' as const, note: said }
    const approved = await settle(row, isBeside(change) ? end : { ...end, bundle: next.hash })
    const open = await tx.select().from(changes).where(eq(changes.state, 'proposed')).orderBy(asc(changes.id))
    for (const other of open)
      if (!(await stands(tx, other, next))) await settle(other, { state: 'overtaken', note: null })
    return decided(approved)
  })

const decided = (change: StoredChange): Decided => ({ kind: 'decided', change })

/** Why somebody may not give a verdict on a change they see, or null. */
export const barredFrom = (scope: Scope, row: StoredChange, verdict: Verdict): ChangeRefusalCode | null => {
  const isOwn = row.proposedBy === scope.personId
  if (verdict === 'withdraw') return isOwn ? isOver(row) : 'not-proposer'
  if (!may(scope, 'rules:publish')) return 'not-permitted'
  return sameEyes(scope, row.proposedBy, row.proposedAt) ?? isOver(row)
}

const isOver = ({ state }: StoredChange) => (state === 'proposed' ? null : 'over')

/** Whether a change can still be made, and what stands in its place is what stood there when it was proposed. */
export const stands = async (tx: Db, { change, before }: StoredChange, bundle: Bundle): Promise<boolean> => {
  if (whyNot(change, bundle) !== null) return false
  const there = isBeside(change) ? await standingBeside(tx, change) : standing(bundle, change)
  return canonicalJson(there) === canonicalJson(before)
}

const putInForce = async (
  tx: Db,
  bundle: Bundle,
  change: BundleChange,
  by: { personId: string; now: Date },
): Promise<Bundle> => {
  const inputs = applied(bundle, change, await readInputs(tx))
  const { bundle: next, problems } = makeBundle(partsOf(bundle.files, inputs, bundle.calendars))
  const [problem] = problems
  if (problem) throw new Error(`${problem.path}:${problem.line}: ${problem.message}`)
  await writeInputs(tx, inputs)
  await publishBundle(tx, next, by)
  return next
}

const kinds = { approved: 'change-approve', rejected: 'change-reject', withdrawn: 'change-withdraw' } as const

/** Ends a proposal, on record. */
const settling =
  (tx: Db, { by, now }: { by: string; now: Date }) =>
  async (
    row: StoredChange,
    end: Pick<StoredChange, 'note'> & { state: keyof typeof kinds | 'overtaken'; bundle?: string },
  ): Promise<StoredChange> => {
    const change = { ...end, decidedBy: by, decidedAt: now }
    const [next] = await tx.update(changes).set(change).where(eq(changes.id, row.id)).returning()
    const kind = end.state === 'overtaken' ? 'change-overtaken' : kinds[end.state]
    await record(tx, next!, { kind, by, now })
    return next!
  }
