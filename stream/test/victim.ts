import { fileURLToPath } from 'node:url'
import type { Answer, Command } from './child.ts'
import { type Died, forkProgram } from './forked.ts'

export interface Victim {
  /** @throws Died when the process ends before it answers. */
  ask(command: Command): Promise<Answer>
  kill(): void
  /** Resolves with how it ended. */
  readonly ended: Promise<Died>
  /** What it wrote to stderr. */
  output(): string
}

const program = fileURLToPath(new URL('./child.ts', import.meta.url))

/** Starts the worker in a process of its own and waits until it obeys. @throws Died */
export const startVictim = async (environment: Record<string, string>): Promise<Victim> => {
  const { child, ended, output } = forkProgram(program, environment)
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
    output,
    kill: () => child.kill('SIGKILL'),
    ask(command) {
      const answer = answered(command.kind)
      // A dead process cannot be sent to; `ended` tells the asker.
      child.send(command, () => {})
      return answer
    },
  }
}
