import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { rankedTasks } from '#lib/server/tasks.ts'
import type { RequestHandler } from './$types'

const mostTasks = 500

/** Open approval tasks of the caller's units, what to do first at the top: `approver`, `limit`. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const limit = Math.min(mostTasks, Math.max(1, Math.trunc(Number(url.searchParams.get('limit') ?? 50)) || 50))
  const approver = url.searchParams.get('approver') ?? undefined
  const { asOf, tasks, total } = await rankedTasks(await theRuntime(), callerScope(locals), { approver, limit })
  return Response.json({
    asOf: new Date(asOf).toISOString(),
    total,
    tasks: tasks.map(({ openedAt, dueAt, habit, ...task }) => ({
      ...task,
      openedAt: new Date(openedAt).toISOString(),
      dueAt: new Date(dueAt).toISOString(),
      habit,
    })),
  })
}
