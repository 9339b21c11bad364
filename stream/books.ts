import type { Db } from '@mingjing/sql/postgres/connect.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import type { Block } from './block/block.ts'
import { checkOurs, claimPlan, enterPlan, isDone, plansAfter } from './plan/ledger.ts'
import type { Plan } from './plan/plan.ts'
import { commitEffects } from './sink/postgres.ts'
import { keepSnapshot, newestSound, type Sealed, seal } from './snapshot/store.ts'
import type { Kept } from './stage.ts'

export interface Place {
  readonly topic: string
  readonly partition: number
}

/** What a partition keeps in Postgres. A call rejects while it is away, and may be repeated when its answer got lost. */
export interface Books {
  /** @throws Fenced when another plan of this number, or a later one, is there. */
  enterPlan(plan: Plan, life: string): Promise<void>
  /** Takes an unfinished plan over. @throws Fenced when it is done. */
  claimPlan(plan: Plan, life: string): Promise<void>
  /** @throws Fenced when the plan is done or another's. */
  checkOurs(plan: Plan, life: string): Promise<void>
  isDone(plan: Plan): Promise<boolean>
  /** The plans of a partition after block `seq`, in order. */
  plansAfter(place: Place, seq: number): Promise<{ plan: Plan; done: boolean }[]>
  /**
   * All effects of a block and the mark that it is done, or nothing. Returns how many issues it opened.
   * @throws Fenced when it was done before.
   */
  commit(block: Block): Promise<number>
  /** Reads the rows of a state, which must not go on meanwhile. */
  seal(kept: Kept): Promise<Sealed>
  /** A snapshot that is there already is left as it is; old ones, and the plans nobody can need again, are forgotten. */
  keepSnapshot(place: Place, sealed: Sealed): Promise<void>
  /** The newest snapshot that is as it was kept, and how many newer ones are not. */
  newestSound(place: Place): Promise<{ kept: Kept | null; damaged: number }>
}

export const postgresBooks = (db: Db, keys: Keys): Books => ({
  enterPlan: (plan, life) => enterPlan(db, plan, life),
  claimPlan: (plan, life) => claimPlan(db, plan, life),
  checkOurs: (plan, life) => checkOurs(db, plan, life),
  isDone: (plan) => isDone(db, plan),
  plansAfter: (place, seq) => plansAfter(db, place, seq),
  commit: (block) => commitEffects(db, keys, block),
  seal,
  keepSnapshot: (place, sealed) => keepSnapshot(db, place, sealed),
  newestSound: (place) => newestSound(db, place),
})
