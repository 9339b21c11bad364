import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { type PartName, parts } from './parts.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export default defineConfig({
  root,
  tsconfig: './tsconfig.json',
  resolve: {
    // The workspace's own packages in node_modules are links to code that is not mutated.
    alias: ['rules', 'sql', 'stream'].map((room) => ({ find: `@mingjing/${room}`, replacement: `${root}${room}` })),
  },
  test: { include: [...parts[process.env.MUTATION_PART as PartName].tests], testTimeout: 60_000, hookTimeout: 60_000 },
})
