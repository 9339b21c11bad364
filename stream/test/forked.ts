import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'

/** How a process ended that was not meant to, or was. */
export class Died extends Error {
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
  constructor(signal: NodeJS.Signals | null, code: number | null) {
    super(`the worker process ended by ${signal ?? `exit code ${code}`}`)
    this.signal = signal
    this.code = code
  }
}

export interface Forked {
  readonly child: ChildProcess
  /** Resolves with how it ended. */
  readonly ended: Promise<Died>
  /** What it wrote to stderr. */
  output(): string
}

const pinnedNode = createRequire(import.meta.url).resolve('node/bin/node')

/** Starts a program of ours under the project's Node, with a channel for messages. It does not outlive this process. */
export const forkProgram = (program: string, environment: Record<string, string>): Forked => {
  const child = fork(program, {
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
  return { child, ended, output: () => output }
}
