import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { size, until } from './ten-million.ts'

/** What a worker would have written beside ten million events: hits, milestones, deadlines, blocks; counts in rows. */
export const findings = { hits: 500_000, milestones: 3_000_000, deadlines: 500_000, blocks: 1_000 }

const span = 90 * 86_400_000
const at = (count: number) => `fromUnixTimestamp64Milli(toInt64(${until - span} + intDiv(number * ${span}, ${count})))`
const dice = (salt: number, sides: number) => `(cityHash64(number, ${salt}) % ${sides})`
const two = (text: string) => `leftPad(toString(1 + ${text}), 2, '0')`
const outlet = `concat('b', ${two(dice(2, 12))}, '-s', ${two(dice(3, 5))}, '-o', toString(1 + ${dice(4, 4)}))`
const product = `['card', 'limit', 'car', 'home', 'consumption'][1 + ${dice(7, 5)}]`
const channel = `['counter', 'mobile', 'h5', 'qr', 'staff'][1 + ${dice(8, 5)}]`

export async function writeFindings(store: ClickHouse): Promise<void> {
  await store.command(`
INSERT INTO hits (hit_id, rule_id, rule_version, stage, rule_group, severity, opens, class, key, step, subject, orgunit,
  product, channel, actor, at, trigger_id, trigger_at, evidence, amount, values, rule_set, partition, seq, seen_at, sign)
SELECT concat('h-', toString(number)), concat('rule-', toString(${dice(20, 64)})), 1,
  ['issuance', 'instalment', 'disbursement', 'timeliness', 'post-loan'][1 + ${dice(21, 5)}], 'group',
  ['low', 'medium', 'high', 'critical'][1 + ${dice(22, 4)}], ['record', 'remind', 'issue'][1 + ${dice(23, 3)}],
  'operational', toString(number), if(${dice(24, 3)} = 0, 'remind-1', 'hit'), concat('app-', toString(number)), ${outlet},
  ${product}, ${channel}, concat('p-', toString(${dice(5, 2000)})), ${at(findings.hits)}, concat('e-', toString(number)),
  ${at(findings.hits)}, [concat('/bench#e-', toString(number))], toInt64(${dice(25, 10_000_000)}), '{}', 'bench', 0,
  intDiv(number, 500), ${at(findings.hits)}, 1
FROM numbers(${findings.hits})`)

  const steps = `['submitted', 'investigated', 'reviewed', 'decided', 'disbursed']`
  await store.command(`
INSERT INTO milestones (subject, step, at, since_previous_s, since_start_s, orgunit, product, channel, actor, decision,
  mode, suggestion, amount, working_s_since_start, sign, partition, seq)
SELECT concat('app-', toString(intDiv(number, 5))), ${steps}[1 + number % 5] AS reached, ${at(findings.milestones)},
  toInt64(${dice(30, 86_400)}), toInt64((number % 5) * 86400 + ${dice(30, 86_400)}), ${outlet}, ${product}, ${channel},
  concat('p-', toString(${dice(5, 2000)})), if(reached = 'decided', ['approved', 'rejected'][1 + ${dice(31, 2)}], NULL),
  if(reached = 'decided', ['manual', 'instant'][1 + ${dice(32, 2)}], NULL),
  if(reached = 'decided', ['approved', 'rejected'][1 + ${dice(33, 2)}], NULL), toInt64(${dice(34, 20_000_000)}),
  toInt64((number % 5) * 28800 + ${dice(30, 28_800)}), 1, 0, intDiv(number, 3000)
FROM numbers(${findings.milestones})`)

  await store.command(`
INSERT INTO deadlines (rule_id, rule_version, key, subject, orgunit, product, actor, trigger_id, opened_at, due_at, state,
  step, at, partition, seq)
SELECT concat('rule-', toString(${dice(40, 8)})), 1, toString(intDiv(number, 2)), concat('app-', toString(intDiv(number, 2))),
  ${outlet}, ${product}, concat('p-', toString(${dice(5, 2000)})), concat('e-', toString(intDiv(number, 2))),
  ${at(findings.deadlines)} AS opened, opened + INTERVAL 3 DAY,
  if(number % 2 = 0, 'open', ['met', 'met', 'met', 'breached'][1 + ${dice(41, 4)}]), NULL, opened + INTERVAL (number % 2) DAY, 0,
  intDiv(number, 500)
FROM numbers(${findings.deadlines})`)

  const perBlock = size / findings.blocks
  await store.command(`
INSERT INTO blocks (topic, partition, seq, from_offset, to_offset, clock, rule_set, watermark, events, ok, late, duplicates,
  dead_letters, skipped, hits, open_deadlines, window_keys)
SELECT 'bench', 0, number, number * ${perBlock}, (number + 1) * ${perBlock}, ${at(findings.blocks)} AS clock, 'bench', clock,
  ${perBlock}, ${perBlock}, 0, 0, 0, 0, 500, 1000, 50000
FROM numbers(${findings.blocks})`)
}
