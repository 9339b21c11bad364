import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Died, forkProgram } from '../forked.ts'
import type { Told } from './member.ts'

export interface Member {
  readonly name: string
  readonly pid: number
  /** Resolves once it has started its worker. @throws Died */
  readonly ready: Promise<void>
  readonly ended: Promise<Died>
  /** Null while it lives. */
  end(): Died | null
  tell(told: Told): void
  signal(signal: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
  /** Whether it sleeps by SIGSTOP, as the system says. */
  isAsleep(): boolean
  output(): string
}

const program = fileURLToPath(new URL('./member.ts', import.meta.url))

export const startMember = (name: string, environment: Record<string, string>, told: Told): Member => {
  const { child, ended, output } = forkProgram(program, { ...environment, TRIAL_TOLD: JSON.stringify(told) })
  let end: Died | null = null
  ended.then((died) => {
    end = died
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    ended.then(reject)
  })
  ready.catch(() => {})
  const pid = child.pid!
  return {
    ...{ name, pid, ready, ended, output },
    end: () => end,
    tell: (now) => void child.send(now, () => {}),
    signal: (signal) => void child.kill(signal),
    isAsleep: () => end === null && /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
  }
}
