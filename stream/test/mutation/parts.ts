/** What is mutated together, and the fast tests that must tell; none of them starts a browser, a broker or chDB. */
export interface Part {
  readonly mutate: readonly string[]
  readonly tests: readonly string[]
}

export const parts = {
  order: { mutate: ['stream/order/*.ts'], tests: ['stream/order/*.test.ts'] },
  dedupe: { mutate: ['stream/dedupe/*.ts'], tests: ['stream/dedupe/{seen,asking}.test.ts'] },
  recovery: {
    mutate: ['stream/recover/*.ts', 'stream/snapshot/{frames,kept}.ts'],
    tests: ['stream/{recover,snapshot}/{recover,frames,kept}.test.ts'],
  },
  engine: { mutate: ['rules/engine/*.ts'], tests: ['rules/engine/*.test.ts'] },
  access: {
    // Not the table of routes itself, which the matrix names once more: every entry changed fails it.
    mutate: [
      'sql/access/{scope,arrange}.ts',
      'web/src/lib/server/guard/{allowed,origin,scope}.ts',
      'web/src/lib/server/guard/access.ts:99-125',
    ],
    tests: ['sql/access/scope.test.ts', 'web/src/lib/server/guard/{locals,origin}.test.ts'],
  },
  transitions: { mutate: ['sql/issues/{transitions,judge}.ts'], tests: ['sql/issues/{issues,transitions}.test.ts'] },
} as const satisfies Record<string, Part>
export type PartName = keyof typeof parts
