/**
 * S6 in its long form: `npm run test:api -- [--seed N] [--rounds N]`. A line a round with its seed, so that anyone can run
 * it again; exit status 1 when there was a fault, a stack, or an answer that is not as the OpenAPI document says.
 */
import { parseArgs } from 'node:util'
import { type Role, roles } from '@mingjing/sql/postgres/schema.ts'
import { startProduct } from '@mingjing/sql/test/running-product.ts'
import { password, settle } from './bank.ts'
import { ours } from './doors/house.ts'
import { type Document, fuzzFace } from './fuzz/face.ts'
import { groundOf } from './fuzz/ground.ts'

const { values } = parseArgs({ options: { seed: { type: 'string' }, rounds: { type: 'string' } } })
const first = Number(values.seed ?? Math.floor(Date.now() / 1000))
const rounds = Number(values.rounds ?? (values.seed === undefined ? 20 : 1))
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(rounds)) {
  console.error('usage: npm run test:api -- [--seed N] [--rounds N]')
  process.exit(2)
}

const logins: Partial<Record<Role, string>> = { 'rule-owner': 'rules' }
const { url, printed, stop } = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settle })
let broken = 0
try {
  for (let seed = first; seed < first + rounds; seed++) {
    // Anew each round: what is drawn ends sessions too.
    const cookies = {} as Record<Role, string>
    for (const role of roles) {
      const body = new URLSearchParams({ login: logins[role] ?? role, password })
      const how = { method: 'POST', headers: { ...ours, accept: 'text/html' }, body, redirect: 'manual' } as const
      cookies[role] = (await fetch(`${url}/sign-in?/password`, how)).headers.getSetCookie()[0]!.split(';')[0]!
    }
    const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Document
    const report = await fuzzFace(document, await groundOf(url, cookies), seed)
    broken += report.broken.length
    console.log(
      `S6 seed ${seed}: ${report.requests} requests, ${JSON.stringify(report.statuses)}, ${report.taken.size} operations ` +
        `taken, ${report.broken.length} broken`,
    )
    for (const problem of report.broken) console.log(`  ${problem}`)
  }
  const faults = printed()
    .split('\n')
    .filter((line) => line.includes('"level":"error"'))
  for (const line of faults) console.log(`  ${line}`)
  console.log(`S6: ${broken} promises broken, ${faults.length} faults in the log`)
  process.exitCode = broken + faults.length === 0 ? 0 : 1
} finally {
  await stop()
}
