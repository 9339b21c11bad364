import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * `npm run bench` measures everything, one process a bench so that none disturbs the next;
 * `npm run bench -- engine backtest` only those. Figures are JSON lines on stdout.
 */
const benches = ['engine', 'memory', 'embedded', 'kafka', 'backtest', 'latency', 'cockpit', 'workbench']
/** Where a bench does not lie here: the screens belong to the site. */
const elsewhere: Record<string, string> = { workbench: '../../web/e2e/workbench-figures.ts' }

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !benches.includes(name))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${benches.join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : benches) {
  const file = fileURLToPath(new URL(elsewhere[name] ?? `./${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', '--disable-warning=ExperimentalWarning', file], {
    stdio: 'inherit',
    env: { MINGJING_LOG: 'error', ...process.env },
  })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  if (code !== 0) {
    console.log(JSON.stringify({ figure: name, failed: true }))
    process.exitCode = 1
  }
}
