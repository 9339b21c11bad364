import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{rules,sql,stream,seed,web}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**'],
    // chDB crashes a worker thread on exit, and the machine is small: processes, two at a time.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
