import { defineConfig } from 'vitest/config'

export default defineConfig({
  // web/tsconfig.json extends a file that exists only after SvelteKit ran; tests must run on a bare checkout.
  tsconfig: './tsconfig.json',
  test: {
    include: ['*.test.ts', '{rules,sql,stream,seed,web}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**'],
    // chDB crashes a worker thread on exit, and the machine is small: processes, two at a time.
    pool: 'forks',
    maxWorkers: 2,
    // No test measures time: these only end what hangs, also on a machine ten times as busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
  },
})
