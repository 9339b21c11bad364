import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const pom = fileURLToPath(new URL('./pom.xml', import.meta.url))
const cache = fileURLToPath(new URL('../../../node_modules/.cache/mingjing-kafka/', import.meta.url))

export type Jars = { kind: 'found'; classpath: string } | { kind: 'absent'; reason: string }

/**
 * Apache Kafka's jars as listed in pom.xml, from the cache or from Maven Central (about 120 MB, once).
 * The folder is named after the pom's content, so a new version never meets old jars; it appears by a rename, so
 * that two test processes may fetch at the same time.
 */
export async function kafkaJars(): Promise<Jars> {
  if (!(await answers('java', ['-version']))) return { kind: 'absent', reason: 'no `java` on the PATH (17 or newer)' }
  const wanted = `${cache}${createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12)}`
  if (existsSync(wanted)) return { kind: 'found', classpath: `${wanted}/*` }
  if (!(await answers('mvn', ['-version'])))
    return { kind: 'absent', reason: 'no `mvn` on the PATH to fetch Kafka with' }

  const arriving = `${wanted}.${process.pid}`
  mkdirSync(arriving, { recursive: true })
  const goal = 'dependency:copy-dependencies'
  try {
    await run('mvn', ['-q', '-B', '-f', pom, goal, `-DoutputDirectory=${arriving}`, '-DincludeScope=runtime'])
  } catch (error) {
    rmSync(arriving, { recursive: true, force: true })
    return { kind: 'absent', reason: `Maven could not fetch Kafka: ${lastLine(error)}` }
  }
  try {
    renameSync(arriving, wanted)
  } catch (error) {
    rmSync(arriving, { recursive: true, force: true })
    if (!existsSync(wanted)) throw error
  }
  return { kind: 'found', classpath: `${wanted}/*` }
}

async function answers(command: string, args: string[]): Promise<boolean> {
  try {
    await run(command, args)
    return true
  } catch {
    return false
  }
}

function lastLine(error: unknown): string {
  const printed = error as { stdout?: string; stderr?: string; message?: string }
  const text = `${printed.stdout ?? ''}${printed.stderr ?? ''}`.trim() || String(printed.message)
  return text.split('\n').find((line) => line.includes('ERROR')) ?? text.split('\n')[0]!
}

// `node stream/test/kafka/jars.ts` fetches ahead, so that no test waits for a download.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const jars = await kafkaJars()
  console.log(jars.kind === 'found' ? 'Kafka is in the cache' : jars.reason)
  if (jars.kind === 'absent') process.exitCode = 1
}
