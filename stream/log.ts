import { pino } from 'pino'

/** Structured log of the worker, on stderr so that commands can print results. Only tokens and ids are ever logged. */
export const log = pino(
  { name: 'mingjing', level: process.env.MINGJING_LOG ?? 'info', base: null },
  pino.destination({ fd: 2, sync: false }),
)
export type Log = typeof log
