#!/usr/bin/env node
// `npx` runs this with whatever Node the machine has; the product needs the pinned one, which strips types.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('./mingjing.ts')
} else {
  const pinned = fileURLToPath(import.meta.resolve('node/bin/node'))
  const program = fileURLToPath(new URL('./mingjing.ts', import.meta.url))
  // The channel tells the child when this process is killed outright, so that no orphan keeps the data folder locked.
  const child = spawn(pinned, [program, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 143 : (code ?? 1)))
}
