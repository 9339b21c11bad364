import { runPoisoning } from '../test/poisoning.ts'

const t = performance.now()
const r = runPoisoning(20261110, Number(process.argv[2] ?? 20000))
console.log(r.broken, r.byKind, performance.now() - t)
