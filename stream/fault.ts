import { writeSync } from 'node:fs'

/**
 * Where the process can be made to die for the recovery tests, in the order a block passes them.
 * `MINGJING_FAULT=after-plan:3` kills it with SIGKILL when it comes to that point for the third time.
 */
export const faultPoints = [
  'after-append',
  'after-plan',
  'between-tables',
  'after-insert',
  'in-transaction',
  'after-done',
  'in-snapshot',
  'after-snapshot',
  'in-recovery',
  'before-redo',
] as const
export type FaultPoint = (typeof faultPoints)[number]

const [point, count] = (process.env.MINGJING_FAULT ?? '').split(':')
let left = Number(count ?? 1)

/** Dies here when the environment says so; nothing otherwise. */
export const fault = (here: FaultPoint): void => {
  if (here !== point || --left > 0) return
  writeSync(2, `fault: ${here}\n`)
  process.kill(process.pid, 'SIGKILL')
}
