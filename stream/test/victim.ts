import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Answer, Command } from './child.ts'

/** The process died while it was asked something. */
export class Died extends Error {
  readonly signal: NodeJS.Signals | null
  constructor(signal: NodeJS.Signals | null, code: number | null) {
    super(`the worker process ended by ${signal ?? `exit code ${code}`}`)
    this.signal = signal
  }
}

export interface Victim {
  /** @throws Died when the process ends before it answers. */
  ask(command: Command): Promise<Answer>
  kill(): void
  /** Resolves with how it ended. */
  readonly ended: Promise<Died>
  /** What it wrote to stderr. */
  output(): string
}

const pinnedNode = createRequire(import.meta.url).resolve('node/bin/node')
const program = fileURLToPath(new URL('./child.ts', import.meta.url))

/** Starts the worker in a process of its own and waits until it obeys. @throws Died */
export const startVictim = async (environment: Record<string, string>): Promise<Victim> => {
  const child: ChildProcess = fork(program, {
    execPath: pinnedNode,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, MINGJING_LOG: 'warn', NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  let output = ''
  child.stderr!.on('data', (chunk) => {
    output += chunk
  })
  const orphan = () => child.kill('SIGKILL')
  process.once('exit', orphan)
  const ended = new Promise<Died>((resolve) =>
    child.once('exit', (code, signal) => {
      process.off('exit', orphan)
      resolve(new Died(signal, code))
    }),
  )
  const answered = (kind: Answer['kind']) =>
    new Promise<Answer>((resolve, reject) => {
      const hear = (message: Answer) => {
        if (message.kind !== kind) return
        child.off('message', hear)
        resolve(message)
      }
      child.on('message', hear)
      ended.then((died) => reject(died))
    })
  await answered('ready')
  return {
    ended,
    output: () => output,
    kill: () => child.kill('SIGKILL'),
    ask(command) {
      const answer = answered(command.kind)
      // A dead process cannot be sent to; `ended` tells the asker.
      child.send(command, () => {})
      return answer
    },
  }
}
