import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'
import { kafkaJars } from './kafka/jars.ts'
import { serverProperties } from './kafka/properties.ts'

const run = promisify(execFile)
/** Small heap and no optimising compiler: a test broker should start fast and leave the cores to the test. */
const jvm = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dlog4j2.level=WARN']
const startLimit = 60_000

export type Broker =
  | {
      kind: 'up'
      /** `host:port`, as kafkajs wants them. */
      brokers: string[]
      /** Ends the broker and removes its data; a broker named by KAFKA_BROKERS is left alone. */
      stop(): Promise<void>
      /** Down and up again on the same ports with the same data: hard is SIGKILL, else it shuts down in order. */
      restart(how: { hard: boolean }): Promise<void>
    }
  | { kind: 'absent'; reason: string }

/** A real Apache Kafka: the one KAFKA_BROKERS names, else one of our own. Absent (with the reason) without Java or Maven. */
export async function startBroker(): Promise<Broker> {
  const named = process.env.KAFKA_BROKERS
  if (named) return external(named.split(','))
  const jars = await kafkaJars()
  if (jars.kind === 'absent') return jars

  const folder = mkdtempSync(`${tmpdir()}/mingjing-kafka-`)
  const [port, controllerPort] = await freePorts()
  const properties = `${folder}/server.properties`
  writeFileSync(properties, serverProperties({ folder, port, controllerPort }))
  const java = (main: string, ...args: string[]) => [...jvm, '-cp', jars.classpath, main, ...args]
  const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url').replace(/^-/, 'A')
  await run('java', java('kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties))

  const address = `127.0.0.1:${port}`
  const start = () => launch({ args: java('kafka.Kafka', properties), address, output: `${folder}/output` })
  let server = await start()
  return {
    kind: 'up',
    brokers: [address],
    async stop() {
      await end(server, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
    async restart({ hard }) {
      await end(server, hard ? 'SIGKILL' : 'SIGTERM')
      server = await start()
    },
  }
}

function external(brokers: string[]): Broker {
  return {
    kind: 'up',
    brokers,
    stop: async () => {},
    restart: async () => {
      throw new Error('the broker of KAFKA_BROKERS is not ours to restart')
    },
  }
}

async function launch(what: { args: string[]; address: string; output: string }): Promise<ChildProcess> {
  const output = openSync(what.output, 'a')
  const server = spawn('java', what.args, { stdio: ['ignore', output, output] })
  const orphan = () => server.kill('SIGKILL')
  process.once('exit', orphan)
  server.once('exit', () => process.off('exit', orphan))
  const deadline = Date.now() + startLimit
  while (!(await ready(what.address))) {
    if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL')
      throw new Error(`Kafka did not start:\n${readFileSync(what.output, 'utf8').slice(-4000)}`)
    }
    await sleep(100)
  }
  return server
}

/** A broker listens before it is unfenced; only then do its metadata name a broker. */
async function ready(address: string): Promise<boolean> {
  const kafka = new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 0 },
  })
  const admin = kafka.admin()
  try {
    await admin.connect()
    return (await admin.describeCluster()).brokers.length > 0
  } catch {
    return false
  } finally {
    await admin.disconnect().catch(() => {})
  }
}

async function end(server: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill(signal)
  await gone
}

/** Two ports nobody uses. Both are held until both are known, so that they differ. */
async function freePorts(): Promise<[number, number]> {
  const held = [createServer(), createServer()]
  const ports: number[] = []
  for (const server of held) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    ports.push((server.address() as { port: number }).port)
  }
  for (const server of held) await new Promise((resolve) => server.close(resolve))
  return [ports[0]!, ports[1]!]
}
