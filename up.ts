import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { loadDemo } from '@mingjing/seed/demo/load.ts'
import { publishLibrary } from '@mingjing/sql/bundle/publish.ts'
import { readRegisters } from '@mingjing/sql/bundle/registers.ts'
import { type DataFolder, dataFolderPath, holdDataFolder } from '@mingjing/sql/data-folder.ts'
import { isUnpeopled, settleAdministrator } from '@mingjing/sql/people/administrator.ts'
import { provideRuntime, type WorkerStatus } from '@mingjing/sql/runtime.ts'
import { makeFirstServiceToken } from '@mingjing/sql/service-tokens/service-token.ts'
import { openStores, type Stores } from '@mingjing/sql/stores.ts'
import { sendersOf } from '@mingjing/stream/delivery/senders.ts'
import { startEmbedded } from '@mingjing/stream/embedded.ts'
import { kafkaPlace, openKafkaEdge, startKafkaWorker } from '@mingjing/stream/external.ts'
import type { Ingest } from '@mingjing/stream/ingest/edge.ts'
import { buildSite, serveSite } from '@mingjing/web/serve.ts'
import { hashPassword } from '@mingjing/web/src/lib/server/auth/password.ts'
import { secondFactorRoles } from '@mingjing/web/src/lib/server/auth/second-factor.ts'

/** The shipped library, unless a bank brings rules of its own. */
const rulesFolder = (env: NodeJS.ProcessEnv): string =>
  env.MINGJING_RULES ?? fileURLToPath(new URL('./rules/library', import.meta.url))

/**
 * The composition root: stores, worker, demo bank and site in one process. Without `worker` it is the site alone, for
 * an installation whose workers are processes of their own. Ends on SIGTERM or SIGINT after what was begun is written;
 * a second signal ends it at once, which loses nothing either.
 */
export async function up({ worker: withWorker }: { worker: boolean }, env: NodeJS.ProcessEnv = process.env) {
  const say = (line: string) => console.log(line)
  const demo = demoWanted(env)
  const port = portOf(env)
  secondFactorRoles(env)
  if (!withWorker) needServers(env)
  await buildSite(say)

  const folder = await holdDataFolder(dataFolderPath(env))
  const stores = await openStores(env, folder.path)
  const bundle = await publishLibrary(stores.postgres.db, rulesFolder(env))
  const bank = await peopled({ stores, demo, say })
  const clockHeld = () => bank !== null && bank.progress() !== null
  const intake = await openIntake({ env, folder, stores, bundle, clockHeld, withWorker })
  provideRuntime({
    ...stores,
    registers: await readRegisters(fileURLToPath(new URL('./rules', import.meta.url))),
    mode: kafkaPlace(env) ? 'external' : 'embedded',
    ingest: intake.ingest,
    workerStatus: intake.status,
    metrics: intake.metrics,
    seeding: () => bank?.progress() ?? null,
    demo: bank !== null,
  })
  const site = await serveSite(port)
  say(`Mingjing 明镜 · ${site.url}`)

  const stop = onSignal(async () => {
    bank?.stop()
    await site.close()
    await intake.stop()
    await stores.close()
    await folder.release()
  })
  intake.ended.catch((error) => {
    console.error(`mingjing: the worker cannot go on: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
    stop()
  })
  await bank?.live({ ...intake, backlog: () => intake.status()?.backlog ?? 0 }, say)
}

/** On a new installation the first accounts and a token for the core systems, each told once. Null unless a demo bank. */
const peopled = async ({ stores, demo, say }: { stores: Stores; demo: boolean; say: (line: string) => void }) => {
  const { db } = stores.postgres
  const isNew = await isUnpeopled(db)
  const bank = demo ? await loadDemo(db, { isNew, hashPassword }) : null
  if (!isNew) return bank
  const accounts = bank?.accounts ?? [await settleAdministrator(db, hashPassword)]
  say('New accounts; their passwords are shown this once:')
  for (const { login, password } of accounts) say(`  ${login.padEnd(10)} ${password}`)
  const { token } = await makeFirstServiceToken(db, {
    name: 'core systems',
    grants: [
      'events:write',
      'hits:read',
      'issues:read',
      'indicators:read',
      'metrics:read',
      'dead-letters:handle',
      'tasks:read',
      'consents:read',
    ],
    orgunit: headOffice,
    now: new Date(),
  })
  say(`Token for the core systems, shown this once:\n  ${token}`)
  return bank
}

/** The way in and the worker behind it, wherever they are. */
interface Intake {
  readonly ingest: Ingest
  status(): WorkerStatus | null
  metrics(): Promise<string>
  readonly ended: Promise<void>
  /** Resolves when everything ingested before the call has taken effect. */
  settled(): Promise<void>
  stop(): Promise<void>
}

interface IntakeParts {
  env: NodeJS.ProcessEnv
  folder: DataFolder
  stores: Stores
  bundle: Bundle
  clockHeld: () => boolean
  withWorker: boolean
}

const openIntake = async ({ env, folder, stores, bundle, clockHeld, withWorker }: IntakeParts): Promise<Intake> => {
  const kafka = kafkaPlace(env)
  const senders = sendersOf(env, stores.keys)
  if (!kafka) return startEmbedded({ ...stores, bundle, ingestFolder: folder.ingest, clockHeld, senders })
  const worker = withWorker ? await startKafkaWorker({ ...stores, bundle, kafka, clockHeld, senders }) : null
  const edge = await openKafkaEdge({ ...stores, kafka })
  let sent = 0
  return {
    async ingest(lines, how) {
      const answer = await edge.ingest(lines, how)
      sent += answer.accepted
      return answer
    },
    status: () => worker?.status() ?? null,
    metrics: async () => (await worker?.metrics()) ?? '',
    ended: worker?.ended ?? new Promise(() => {}),
    async settled() {
      while (worker && worker.status().events < sent) await sleep(100)
    },
    async stop() {
      await edge.close()
      await worker?.stop()
    },
  }
}

const needServers = (env: NodeJS.ProcessEnv): void => {
  for (const name of ['KAFKA_BROKERS', 'CLICKHOUSE_URL', 'DATABASE_URL'])
    if (!env[name]) throw new Error(`--no-worker serves the site of workers elsewhere and needs ${name}`)
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
