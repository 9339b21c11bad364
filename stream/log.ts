import { pino, stdSerializers } from 'pino'
import { troubleOf } from './trouble.ts'

const shown = (error: unknown) => (error instanceof Error ? stdSerializers.err(troubleOf(error)) : error)

/** Structured log of the worker, on stderr so that commands can print results. Only tokens and ids are ever logged. */
export const log = pino(
  { name: 'mingjing', level: process.env.MINGJING_LOG ?? 'info', base: null, serializers: { err: shown } },
  pino.destination({ fd: 2, sync: false }),
)
export type Log = typeof log
