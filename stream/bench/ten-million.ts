import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { type ClickHouse, openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { migrateClickHouse } from '@mingjing/sql/clickhouse/migrate.ts'

/** Ten million events over 90 days in embedded ClickHouse, made by SQL; a fifth are approvals. */
export const size = 10_000_000
const from = Date.UTC(2026, 0, 1)
export const until = Date.UTC(2026, 3, 1)

/** 200 approvers who each take 15 manual decisions in five minutes: hits whose number is known beforehand. */
export const bursts = 200
export const perBurst = 15

const chunk = 1_000_000
/** Share of each type in percent; the sum is 100. */
const shares: [type: string, percent: number][] = [
  ['approval.decided', 20],
  ['transaction.posted', 30],
  ['transfer.posted', 10],
  ['application.submitted', 8],
  ['review.completed', 6],
  ['disbursement.made', 6],
  ['repayment.received', 8],
  ['collection.called', 6],
  ['campaign.contacted', 4],
  ['appointment.arrived', 2],
]

export async function tenMillionEvents(): Promise<{ store: ClickHouse; close(): Promise<void> }> {
  const path = mkdtempSync(`${tmpdir()}/mingjing-bench-`)
  const store = await openClickHouse({ path })
  await migrateClickHouse(store)
  for (let first = 0; first < size; first += chunk) await store.command(events(first))
  await store.command(burstEvents)
  return {
    store,
    async close() {
      await store.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

const columns = `topic, partition, offset, seq, verdict, rule_set, id, source, type, time, subject, orgunit, seen_at,
  actor, customer, product, channel, amount, decision, mode, read_seconds, data`

/** A throw of the dice that depends on the row and on what it is for, so that every run has the same events. */
const dice = (salt: number, sides: number) => `(cityHash64(number, ${salt}) % ${sides})`

/** `type` of a throw of 100, as nested conditions. */
function typeOf(thrown: string): string {
  let below = 0
  const cases = shares.map(([type, percent]) => {
    below += percent
    return `${thrown} < ${below}, '${type}'`
  })
  return `multiIf(${cases.slice(0, -1).join(', ')}, '${shares.at(-1)![0]}')`
}

const two = (text: string) => `leftPad(toString(1 + ${text}), 2, '0')`

function events(first: number): string {
  return `
INSERT INTO events (${columns})
SELECT 'bench', 0, number, intDiv(number, 10000), 'ok', 'bench', concat('e-', leftPad(toString(number), 8, '0')), '/bench',
  ${typeOf(dice(1, 100))} AS kind,
  fromUnixTimestamp64Milli(toInt64(${from} + intDiv(number * ${until - from}, ${size}))) AS at,
  concat('app-', toString(intDiv(number, 6))),
  concat('b', ${two(dice(2, 12))}, '-s', ${two(dice(3, 5))}, '-o', toString(1 + ${dice(4, 4)})),
  at,
  concat('p-', toString(${dice(5, 2000)})) AS who,
  concat('u-', toString(${dice(6, 200000)})),
  ['card', 'limit', 'car', 'home', 'consumption'][1 + ${dice(7, 5)}],
  ['counter', 'mobile', 'h5', 'qr', 'staff'][1 + ${dice(8, 5)}],
  toInt64(100000 + ${dice(9, 20_000_000)}) AS fen,
  if(kind = 'approval.decided', ['approved', 'rejected'][1 + ${dice(10, 2)}], NULL) AS decided,
  if(kind = 'approval.decided', ['manual', 'instant'][1 + ${dice(11, 2)}], NULL),
  if(kind = 'approval.decided', toInt64(5 + ${dice(12, 300)}), NULL),
  concat('{"actor":"', who, '","amount":', toString(fen), if(kind = 'approval.decided', concat(',"decision":"', ifNull(decided, ''), '"'), ''), '}')
FROM numbers(${first}, ${Math.min(chunk, size - first)})`
}

const burstEvents = `
INSERT INTO events (${columns})
SELECT 'bench', 0, ${size} + number, ${size}, 'ok', 'bench', concat('b-', leftPad(toString(number), 8, '0')), '/bench', 'approval.decided',
  fromUnixTimestamp64Milli(toInt64(${from} + intDiv(number, ${perBurst}) * 36000000 + (number % ${perBurst}) * 20000)) AS at,
  concat('burst-', toString(number)), 'b01-s01-o1', at, concat('burst-', toString(intDiv(number, ${perBurst}))), NULL,
  'car', 'counter', 5000000, 'approved', 'manual', 30, '{}'
FROM numbers(${bursts * perBurst})`
