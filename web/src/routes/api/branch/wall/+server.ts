import { wallOf } from '#lib/server/branch/wall.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** The numbers of the wall again. */
export const GET: RequestHandler = async ({ locals, url }) =>
  Response.json(await wallOf(await theRuntime(), allowed(locals), url), { headers: { 'cache-control': 'no-store' } })
