import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Prometheus text of this process. */
export const GET: RequestHandler = async () =>
  new Response(await (await theRuntime()).metrics(), {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  })
