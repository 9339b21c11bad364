import { fileURLToPath } from 'node:url'
import { loadDemo } from '@mingjing/seed/demo/load.ts'
import { publishLibrary } from '@mingjing/sql/bundle/publish.ts'
import { dataFolderPath, holdDataFolder } from '@mingjing/sql/data-folder.ts'
import { provideRuntime } from '@mingjing/sql/runtime.ts'
import { openStores } from '@mingjing/sql/stores.ts'
import { startEmbedded } from '@mingjing/stream/embedded.ts'
import { buildSite, serveSite } from '@mingjing/web/serve.ts'
import { hashPassword } from '@mingjing/web/src/lib/server/auth/password.ts'

const library = fileURLToPath(new URL('./rules/library', import.meta.url))

/**
 * The composition root of the whole product in one process: stores, worker, demo bank and site. Ends on SIGTERM or
 * SIGINT after what was begun is written; a second signal ends it at once, which loses nothing either.
 */
export async function up(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const say = (line: string) => console.log(line)
  const demo = demoWanted(env)
  const port = portOf(env)
  await buildSite(say)

  const folder = await holdDataFolder(dataFolderPath(env))
  const stores = await openStores(env, folder.path)
  const bundle = await publishLibrary(stores.postgres.db, library)
  const bank = demo ? await loadDemo(stores, { hashPassword }) : null
  const worker = await startEmbedded({
    ...stores,
    bundle,
    ingestFolder: folder.ingest,
    clockHeld: () => bank?.progress() != null,
  })
  provideRuntime({
    ...stores,
    mode: 'embedded',
    ingest: worker.ingest,
    workerStatus: worker.status,
    metrics: worker.metrics,
    seeding: () => bank?.progress() ?? null,
    demo,
  })
  const site = await serveSite(port)
  say(`Mingjing 明镜 · ${site.url}`)

  const stop = onSignal(async () => {
    bank?.stop()
    await site.close()
    await worker.stop()
    await stores.close()
    await folder.release()
  })
  worker.ended.catch((error) => {
    console.error(`mingjing: the worker cannot go on: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
    stop()
  })
  await bank?.live(worker, say)
}

const demoWanted = (env: NodeJS.ProcessEnv): boolean => {
  const wish = env.MINGJING_SEED ?? 'demo'
  if (wish !== 'demo' && wish !== 'none') throw new Error(`MINGJING_SEED is demo or none, not ${wish}`)
  return wish === 'demo'
}

const portOf = (env: NodeJS.ProcessEnv): number => {
  const port = Number(env.PORT ?? 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is 0 … 65535, not ${env.PORT}`)
  return port
}

/** Runs `end` once on the first signal, or when the returned function is called; the next signal ends the process. */
const onSignal = (end: () => Promise<void>): (() => void) => {
  let ending = false
  const stop = () => {
    if (ending) process.exit(143)
    ending = true
    end().then(
      () => process.exit(),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // The wrapper that started the pinned Node was killed: nobody is left to send a signal.
  process.on('disconnect', stop)
  return stop
}
