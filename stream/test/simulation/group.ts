import type { Group } from './path.ts'
import { createProcess, deliver, type Process } from './process.ts'
import type { Time } from './time.ts'

interface Parts {
  readonly time: Time
  readonly random: () => number
  /** Runs the partition in a process until it is told to let go. */
  readonly run: (process: Process) => Promise<void>
  readonly trace: (line: string) => void
  readonly wrong: (what: string) => void
}

/** Who is told to own the partition: the last one started. Earlier ones may go on for a while all the same. */
export const createGroup = ({ time, random, run, trace, wrong }: Parts) => {
  const processes: Process[] = []
  const returned = new Set<Process>()
  const owner = () => processes.at(-1)
  const say = (what: string) => trace(`${time.now()} group: ${what}`)

  const start = (): void => {
    // Clocks of machines differ a little.
    const process = createProcess(`p${processes.length + 1}`, Math.round(random() * 2_000 - 1_000))
    processes.push(process)
    say(`${process.name} begins`)
    run(process).then(
      () => {
        returned.add(process)
        say(`${process.name} has let go`)
      },
      (error) => {
        returned.add(process)
        say(`${process.name} failed: ${error}`)
        wrong(`${process.name} failed: ${error}`)
        succeed(process, 1_000)
      },
    )
  }
  /** Starts another after `ms`, unless that has happened by then. */
  const succeed = (process: Process, ms: number): void =>
    time.after(ms, () => {
      if (owner() === process) start()
    })
  const letGo = (process: Process, ms: number): void =>
    deliver(time, process, ms, () => process.abort.abort(new Error('the partition is no longer ours')))

  return {
    start,
    owner,
    hasEnded: () => processes.every((process) => process.isDead || returned.has(process)),
    /** How many processes there were. */
    started: () => processes.length,
    letGo,
    died: (process, ms = 100 + 20_000 * random() ** 3) => succeed(process, ms),
    stopped(process, ms) {
      if (random() < 0.2) return
      succeed(process, ms * random() ** 2)
      letGo(process, ms + 20_000 * random() ** 2)
    },
    overtaken(process) {
      succeed(process, 0)
      letGo(process, 1_000 + 20_000 * random())
    },
    handOver(process) {
      letGo(process, 0)
      const waitMs = 50
      let patience = 100
      const look = () => {
        if (returned.has(process) || process.isDead || --patience === 0) succeed(process, 0)
        else time.after(waitMs, look)
      }
      look()
    },
  } satisfies Group & Record<string, unknown>
}
