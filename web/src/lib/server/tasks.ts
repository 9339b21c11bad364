import type { Scope } from '@mingjing/sql/access/scope.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import { approvalLimits, openTasks } from '@mingjing/sql/tasks/open-tasks.ts'
import type { RankedTask } from '@mingjing/sql/tasks/rank.ts'
import { momentReached } from './reach.ts'

export type NamedTask = RankedTask & { readonly title: { readonly zh: string; readonly en: string } }

/** Ranked approval tasks with the names of their time limits, and the moment (epoch ms) they are seen from. */
export const rankedTasks = async (
  runtime: Runtime,
  scope: Scope,
  asked: { approver?: string; unit?: string; limit: number },
): Promise<{ asOf: number; tasks: NamedTask[]; total: number }> => {
  const asOf = await momentReached(runtime)
  const bundle = await currentBundle(runtime.postgres.db)
  if (bundle === null) return { asOf, tasks: [], total: 0 }
  const titles = new Map(bundle.rules.map((rule) => [rule.id, rule.title]))
  const { tasks, total } = await openTasks(runtime.clickhouse, scope, { ...asked, asOf, rules: approvalLimits(bundle) })
  return {
    asOf,
    total,
    tasks: tasks.map((task) => ({
      ...task,
      title: titles.get(task.ruleId) ?? { zh: task.ruleId, en: task.ruleId },
    })),
  }
}
