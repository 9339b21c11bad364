import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { mayHandleDeadLetters } from '@mingjing/sql/dead-letters/dead-letters.ts'
import { addDays, dayOf } from '@mingjing/sql/indicators/period.ts'
import {
  newestBlocks,
  newestDeadLetters,
  openCounts,
  seesWholeBank,
  throughputByMinute,
  workerTotals,
} from '@mingjing/sql/queries/engine-room.ts'
import { newestGaps } from '@mingjing/sql/queries/gap-ledger.ts'
import { differedBefore, lastReconciled } from '@mingjing/sql/reconcile/kept.ts'
import { figure } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('operations:room')
  const person = allowed(locals)
  const scope = scopeOf(person)
  const runtime = await theRuntime()
  const { clickhouse, postgres } = runtime
  const now = Date.now()
  const today = dayOf(now)
  const day = { from: today, to: addDays(today, 1) }
  const [reach, lag, lateShare, duplicates, totals, throughput, blocks, deadLetters, gaps, reconciled, differed, open] =
    await Promise.all([
      reachOf(runtime).catch(() => null),
      figure(runtime, person, { id: 'operations.lag', ...day }),
      figure(runtime, person, { id: 'operations.late-share', ...day }),
      figure(runtime, person, { id: 'operations.duplicates', ...day }),
      outcomeOf(
        () => workerTotals(clickhouse),
        () => false,
      ),
      outcomeOf(() => throughputByMinute(clickhouse, now, 60)),
      outcomeOf(() => newestBlocks(clickhouse, 40)),
      seesWholeBank(scope)
        ? outcomeOf(() => newestDeadLetters(postgres.db, scope, 100))
        : { kind: 'forbidden' as const },
      seesWholeBank(scope) ? outcomeOf(() => newestGaps(postgres.db, scope, 100)) : { kind: 'forbidden' as const },
      outcomeOf(() => lastReconciled({ db: postgres.db, clickhouse }, scope)),
      outcomeOf(() => differedBefore({ db: postgres.db, clickhouse }, scope)),
      outcomeOf(
        () => openCounts(postgres.db),
        () => false,
      ),
    ])
  return {
    now,
    reach,
    worker: runtime.workerStatus(),
    lag,
    lateShare,
    duplicates,
    totals,
    throughput,
    blocks,
    deadLetters,
    gaps,
    reconciled: seesWholeBank(scope) ? reconciled : { kind: 'forbidden' as const },
    differed,
    mayHandle: mayHandleDeadLetters(scope),
    open,
  }
}
