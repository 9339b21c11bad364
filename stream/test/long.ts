/**
 * The long forms of the promises, by name: `npm run test:long -- R3 [--seed S]`. A line per round with its seed, so
 * that anyone can run it again; exit status 1 when a promise was broken or the planned faults did not happen. R2 and
 * R9 run the one seed they are given, with all that happened in it, or `--rounds N` of them from there on.
 */
import { parseArgs } from 'node:util'
import type { LongTest } from './long/long-test.ts'

/** Loaded when asked for: each brings a part of the product along. */
const tests: Readonly<Record<string, () => Promise<{ run: LongTest }>>> = {
  R1: () => import('./long/r1.ts'),
  R2: () => import('./long/r2.ts'),
  R3: () => import('./long/r3.ts'),
  R4: () => import('./long/r4.ts'),
  R5: () => import('./long/r5.ts'),
  R6: () => import('./long/r6.ts'),
  R7: () => import('./long/r7.ts'),
  R8: () => import('./long/r8.ts'),
  R9: () => import('./long/r9.ts'),
  R10: () => import('./long/r10.ts'),
  R11: () => import('./long/r11.ts'),
  S5: () => import('./long/s5.ts'),
  S7: () => import('./long/s7.ts'),
  spread: () => import('./long/spread.ts'),
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, rounds: { type: 'string' } },
})
const test = tests[positionals[0] ?? '']
const seed = values.seed === undefined ? Math.floor(Date.now() / 1000) : Number(values.seed)
const rounds = values.rounds !== undefined ? Number(values.rounds) : values.seed !== undefined ? 1 : null
if (!test || !Number.isSafeInteger(seed) || !Number.isSafeInteger(rounds ?? 1)) {
  console.error(
    `usage: npm run test:long -- ${Object.keys(tests).join('|')} [--seed N] [--rounds N, R1, R2, R5, R6, R9, R11 and spread only]`,
  )
  process.exit(2)
}
const { run } = await test()
process.exit((await run(seed, rounds)) ? 0 : 1)
