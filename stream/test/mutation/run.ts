/**
 * The mutation score of a part: `npm run test:mutation -- order [FILE…]`. Each mutant that no fast test tells is shown;
 * exit status 1 when fewer than nine in ten are told, or one of the access guards is not.
 */
import { Stryker } from '@stryker-mutator/core'
import { type PartName, parts } from './parts.ts'

const [name = '', ...files] = process.argv.slice(2)
if (!Object.hasOwn(parts, name)) {
  console.error(`usage: npm run test:mutation -- ${Object.keys(parts).join('|')} [FILE…]`)
  process.exit(2)
}
const part = parts[name as PartName]
process.env.MUTATION_PART = name

const results = await new Stryker({
  mutate: [...(files.length > 0 ? files : part.mutate), '!**/*.test.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'stream/test/mutation/vitest.config.ts', related: false },
  // The machine is small, and a test that is starved would count as one that told.
  concurrency: 1,
  timeoutMS: 30_000,
  timeoutFactor: 4,
  ignorePatterns: ['.data', '**/build', '**/.svelte-kit', '**/*.ndjson'],
  ignoreStatic: false,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
}).runMutationTest()

const count = (...statuses: string[]) => results.filter(({ status }) => statuses.includes(status)).length
const told = count('Killed', 'Timeout')
const untold = count('Survived', 'NoCoverage')
console.log(
  `R13 ${name}: ${told} of ${told + untold} mutants told, ${count('Timeout')} of them by a test that did not end; ` +
    `${count('Survived')} survived, ${count('NoCoverage')} met no test`,
)
process.exit(told >= 0.9 * (told + untold) && (name !== 'access' || untold === 0) ? 0 : 1)
