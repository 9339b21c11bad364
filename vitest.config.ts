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
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
