/**
 * The long forms of the promises, by name: `npm run test:long -- R3 [--seed S]`. A line per round with its seed, so
 * that anyone can run it again; exit status 1 when a promise was broken or the planned faults did not happen. R2 and
 * R9 run the one seed they are given, with all that happened in it, or `--rounds N` of them from there on.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { runR1 } from '@mingjing/rules/equivalence/run.ts'
import { runS5, scantBudget } from '@mingjing/rules/test/s5.ts'
import { startPostgres } from '@mingjing/sql/test/postgres-server.ts'
import { attemptsAMatter, runRaces } from '@mingjing/sql/test/races.ts'
import { runBrokerRestarts } from './broker-restarts.ts'
import { kinds } from './clocks/incidents.ts'
import { judge } from './clocks/judge.ts'
import { runStory } from './clocks/run.ts'
import { runClocks } from './clocks.ts'
import { damageTargets, runDamage } from './damage.ts'
import { runDiskFull, smallDisk } from './disk-full.ts'
import { runDisorder } from './disorder.ts'
import { startBroker } from './kafka-broker.ts'
import { plannedOutages, runOutages } from './outages.ts'
import { runPoisoning } from './poisoning.ts'
import { runRebalance } from './rebalance.ts'
import { randomDeaths, runRecovery } from './recovery.ts'
import { runRedriving } from './redriving.ts'
import { runRepeats } from './repeats.ts'
import { runSimulations } from './simulation/campaign.ts'
import { actions, calls } from './simulation/faults.ts'
import { simulate } from './simulation/simulate.ts'
import { runSpread } from './spread.ts'

/** Whether the promise was kept. `rounds` is null when nobody said how many. */
type LongTest = (seed: number, rounds: number | null) => Promise<boolean>

const r1: LongTest = async (seed) => {
  const report = await runR1({ pairs: 10_000, seed })
  console.log(`R1 seed ${seed}: ${report.pairs} pairs, ${report.hitting} hitting, ${report.hits} hits`)
  if (report.failure !== null) console.log(report.failure)
  return report.failure === null && report.hitting > 0
}

const simulations = 1_000

const r2: LongTest = async (seed, rounds) => {
  if (rounds === 1) {
    const { trace, broken } = await simulate(seed)
    const told = broken.map((problem) => `  ${problem}\n`).join('')
    const text = `${trace}${told}R2 seed ${seed}: ${broken.length === 0 ? 'kept' : 'BROKEN'}\n`
    // Longer than a pipe holds, and the process exits soon.
    await new Promise((resolve) => process.stdout.write(text, resolve))
    return broken.length === 0
  }
  const count = rounds ?? simulations
  const campaign = await runSimulations(seed, count, (now, what) => {
    if (what.length > 0) console.log(`R2 seed ${now}: BROKEN ${what[0]}`)
    if ((now - seed + 1) % 100 === 0) console.log(`R2 seeds to ${now} run`)
  })
  const { faults, missed, records, blocks, processes, broken, came } = campaign
  for (const name of [...actions, ...calls]) console.log(`R2 ${name}: ${came[name] ?? 0}`)
  console.log(
    `R2 seeds ${seed} to ${seed + count - 1}: ${broken.length} of ${count} broken; ${faults} faults, ${missed} planned ` +
      `ones not come to, ${records} records, ${blocks} blocks, ${processes} processes`,
  )
  return broken.length === 0 && faults > count
}

const kills = 300
const killsARound = 10
/** Rounds in which no kill comes about must not go on for ever. */
const mostRounds = 60

const spreads = 300

const spread: LongTest = async (seed, rounds) => {
  const count = rounds ?? spreads
  const sums = { events: 0, hits: 0, deaths: 0 }
  let broken = 0
  for (let now = seed; now < seed + count; now++) {
    const { problems, ...outcome } = await runSpread(now)
    for (const sum of ['events', 'hits', 'deaths'] as const) sums[sum] += outcome[sum]
    if (problems.length > 0) broken++
    for (const problem of problems) console.log(`spread seed ${now}: BROKEN ${problem}`)
  }
  console.log(
    `spread seeds ${seed} to ${seed + count - 1}: ${broken} of ${count} broken; ${sums.events} events, ${sums.hits} hits, ` +
      `${sums.deaths} deaths`,
  )
  return broken === 0 && sums.deaths > count
}

const r3: LongTest = async (seed) => {
  let done = 0
  let broken = 0
  for (let round = 0; done < kills && round < mostRounds; round++) {
    const outcome = await runRecovery(seed + round, randomDeaths(seed + round, killsARound), 120)
    done += outcome.kills
    if (outcome.differences.length > 0) broken++
    console.log(
      `R3 seed ${outcome.seed}: ${outcome.kills} kills, ${outcome.missed.length} points not come to, ` +
        `${outcome.facts} events, ${outcome.hits} hits, ${outcome.duplicates} repeats, ` +
        `slowest start ${outcome.slowestStartMs} ms, ${outcome.differences.length} differences`,
    )
    for (const difference of outcome.differences) console.log(`  ${difference}`)
  }
  console.log(`R3: ${broken} rounds broken, ${done} kills of ${kills}`)
  return broken === 0 && done >= kills
}

const outageRounds = 5
const shortestOutageMs = 1_000
const longestOutageMs = 1_800_000
const outageEventsPerSecond = 50

/** Outages of so many seconds show how fast what came meanwhile is worked off; shorter ones are over within a block or two. */
const tellingSeconds = 20

const r6: LongTest = async (seed, rounds) => {
  let broken = 0
  for (let round = 0; round < (rounds ?? outageRounds); round++) {
    const plan = plannedOutages(seed + round, shortestOutageMs, longestOutageMs)
    const outcome = await runOutages(seed + round, plan, outageEventsPerSecond, (outage) => {
      const { store, kind, ms, felt, backlog, drained, heap, unkept } = outage
      console.log(
        `R6 seed ${seed + round}: ${store} ${kind} for ${Math.round(ms / 1_000)} s, felt ${felt} times; ${backlog} records ` +
          `lay there, ${drained.done} done while ${drained.came} came; heap ` +
          `${heap.map((bytes) => Math.round(bytes / 1_000_000)).join(' → ')} MB`,
      )
      for (const problem of unkept) console.log(`  ${problem}`)
    })
    const { outages, held, repeats, refused, facts, account, expected, actual } = outcome
    const telling = outages.filter(({ ms }) => ms >= tellingSeconds * 1_000)
    const sum = (of: (outage: (typeof outages)[number]) => number) =>
      telling.reduce((total, outage) => total + of(outage), 0)
    const isKept =
      isDeepStrictEqual(actual, expected) &&
      account.chained &&
      account.ok === facts &&
      account.duplicates === account.end - facts &&
      account.unfinished === 0 &&
      outages.every(({ felt, unkept }) => felt > 0 && unkept.length === 0) &&
      held.plans <= 2 &&
      held.reads <= 4 &&
      sum(({ drained }) => drained.done) >= 2 * sum(({ drained }) => drained.came)
    if (!isKept) broken++
    console.log(
      `R6 seed ${seed + round}: ${outages.length} outages, ${facts} events, ${repeats} repeats, ${refused} batches refused, ` +
        `${expected.hits.length} hits; at most ${held.records} records in ${held.plans} blocks held, ${held.reads} reads ` +
        `while none was done: ${isKept ? 'identical' : 'BROKEN'}`,
    )
  }
  console.log(`R6: ${broken} rounds broken`)
  return broken === 0
}

const r7: LongTest = async (seed) => {
  let broken = 0
  const rounds = 5
  for (let round = 0; round < rounds; round++) {
    const { expected, actual, account, facts, repeats } = await runRepeats(seed + round, 20_000)
    const isKept =
      isDeepStrictEqual(actual, expected) && account.duplicates === repeats && account.ok === facts && account.chained
    if (!isKept) broken++
    console.log(
      `R7 seed ${seed + round}: ${facts} events, ${repeats} repeats, ${account.duplicates} counted, ` +
        `${expected.hits.length} hits: ${isKept ? 'identical' : 'DIFFERENT'}`,
    )
  }
  console.log(`R7: ${broken} of ${rounds} rounds broken`)
  return broken === 0
}

const brokerRestarts = 50
const restartsARound = 10

const r4: LongTest = async (seed) => {
  const broker = process.env.KAFKA_BROKERS
    ? { kind: 'absent' as const, reason: 'the broker of KAFKA_BROKERS is not ours to restart' }
    : await startBroker()
  if (broker.kind === 'absent') {
    console.log(`R4: not run, ${broker.reason}`)
    return false
  }
  let [done, broken] = [0, 0]
  try {
    for (let round = 0; done < brokerRestarts; round++) {
      const outcome = await runBrokerRestarts(broker, seed + round, {
        restarts: restartsARound,
        betweenRestarts: 2_000,
      })
      const { hard, clean, facts, repeated, slowestMs, account, expected, actual } = outcome
      const isKept =
        isDeepStrictEqual(actual, expected) && account.chained && account.ok === facts && account.unfinished === 0
      done += hard + clean
      if (!isKept) broken++
      console.log(
        `R4 seed ${seed + round}: ${hard} killed, ${clean} shut down, ${facts} events, ${repeated} batches sent again, ` +
          `${expected.hits.length} hits, progress after ${slowestMs} ms: ${isKept ? 'identical' : 'DIFFERENT'}`,
      )
    }
  } finally {
    await broker.stop()
  }
  console.log(`R4: ${broken} rounds broken, ${done} restarts of ${brokerRestarts}`)
  return broken === 0
}

/** Ten rounds are 100 joins and leaves, 20 kills and 20 zombies. */
const rebalancingRounds = 10

const r5: LongTest = async (seed, rounds) => {
  const broker = await startBroker()
  if (broker.kind === 'absent') {
    console.log(`R5: not run, ${broker.reason}`)
    return false
  }
  const count = rounds ?? rebalancingRounds
  let broken = 0
  const came: Record<string, number> = { join: 0, leave: 0, kill: 0, zombie: 0 }
  try {
    for (let round = 0; round < count; round++) {
      const outcome = await runRebalance(
        broker,
        seed + round,
        {
          partitions: 12,
          underLoad: { changes: 10, kills: 1, zombies: 1 },
          asTimePasses: { changes: 0, kills: 1, zombies: 1 },
        },
        ({ fault, lanes, takeoverMs, woke }) => {
          came[fault.kind]!++
          const how = fault.kind === 'zombie' ? ` asleep ${fault.asleep}, ${woke}` : ''
          console.log(`R5 seed ${seed + round}: ${fault.kind}${how}, ${lanes} taken over in ${takeoverMs} ms`)
        },
      )
      const { struck, facts, hits, deadlineHits, duplicates, blocks, zombieWrites, absorbed, problems } = outcome
      if (problems.length > 0 || zombieWrites > 0) broken++
      console.log(
        `R5 seed ${seed + round}: ${struck.length} faults, ${facts} events, ${duplicates} repeats, ${hits} hits, ` +
          `${deadlineHits} of them deadlines, ${blocks} blocks, ${zombieWrites} zombie writes, ${absorbed} absorbed, ` +
          `slowest takeover ${outcome.slowestTakeoverMs} ms: ${problems.length === 0 ? 'kept' : 'BROKEN'}`,
      )
      for (const problem of problems) console.log(`  ${problem}`)
    }
  } finally {
    await broker.stop()
  }
  console.log(
    `R5: ${broken} of ${count} rounds broken; ${came.join! + came.leave!} joins and leaves, ${came.kill} kills, ` +
      `${came.zombie} zombies`,
  )
  return broken === 0
}

const r8: LongTest = async (seed) => {
  const rounds = 20
  let broken = 0
  for (let round = 0; round < rounds; round++) {
    const outcome = await runDisorder(seed + round, 10_000)
    const { onTime, late, inOrder, whole, changed, account, open, isBeforeAhead } = outcome
    const isKept =
      isDeepStrictEqual(inOrder.actual, inOrder.expected) &&
      isDeepStrictEqual(whole.actual, whole.expected) &&
      account.ok === onTime + 1 &&
      account.late === late &&
      open === 0 &&
      isBeforeAhead
    if (!isKept || changed === 0) broken++
    console.log(
      `R8 seed ${seed + round}: ${onTime} on time, ${late} late, ${whole.expected.length} hits, ${changed} of them by ` +
        `late events: ${isKept ? 'identical' : 'DIFFERENT'}`,
    )
  }
  console.log(`R8: ${broken} of ${rounds} rounds broken`)
  return broken === 0
}

const stories = 500

const r9: LongTest = async (seed, rounds) => {
  if (rounds === 1) {
    const lines: string[] = []
    const { broken } = judge(await runStory(seed, (line) => lines.push(line)))
    const told = [...lines, ...broken, `R9 seed ${seed}: ${broken.length === 0 ? 'kept' : 'BROKEN'}`, ''].join('\n')
    // Longer than a pipe holds, and the process exits soon.
    await new Promise((resolve) => process.stdout.write(told, resolve))
    return broken.length === 0
  }
  const count = rounds ?? stories
  const campaign = await runClocks(seed, count, (now, what) => {
    for (const problem of what) console.log(`R9 seed ${now}: BROKEN ${problem}`)
    if ((now - seed + 1) % 50 === 0) console.log(`R9 seeds to ${now} run`)
  })
  const { broken, came, tables, sums } = campaign
  for (const kind of kinds) console.log(`R9 ${kind}: ${came[kind]}`)
  console.log(
    `R9 seeds ${seed} to ${seed + count - 1}: ${broken.length} of ${count} broken; ${sums.steps} steps due, ` +
      `${sums.byTable} of them by a holiday table that came in ${tables} stories, ${sums.byWrongClock} fired early and ` +
      `${sums.late} of ${sums.events} events late by a clock that was ahead for long`,
  )
  return broken.length === 0 && kinds.every((kind) => came[kind] > 0)
}

const poisons = 1_000_000

const r10: LongTest = async (seed) => {
  const { byKind, broken } = runPoisoning(seed, poisons)
  for (const { kind, inputs, accepted, dead, slowestMs } of byKind)
    console.log(
      `R10 ${kind}: ${inputs} inputs, ${accepted} events, ${dead} dead letters, slowest ${Math.round(slowestMs)} ms`,
    )
  for (const problem of broken) console.log(`  ${problem}`)
  const outcome = await runRedriving(seed, 10_000)
  const isSame = isDeepStrictEqual(outcome.standing, outcome.expected)
  console.log(
    `R10 seed ${seed}: ${broken.length} of ${poisons} inputs broke a promise; ${outcome.redriven} dead letters redriven, ` +
      `${outcome.standing.length} hits: ${isSame ? 'identical' : 'DIFFERENT'}`,
  )
  return broken.length === 0 && isSame && outcome.redriven > 0
}

const damageRounds = 5
const damagesARound = 400
const fullARound = 20

const r11: LongTest = async (seed, rounds) => {
  let broken = 0
  for (let now = seed; now < seed + (rounds ?? damageRounds); now++) {
    const { wrong, found, harmless, facts, expected, actual, account } = await runDamage(now, damagesARound)
    const isSame = isDeepStrictEqual(actual, expected) && account.chained && account.ok === facts
    if (wrong.length > 0 || !isSame) broken++
    for (const target of damageTargets)
      console.log(`R11 seed ${now}: ${target}: ${found[target]} found, ${harmless[target]} harmless`)
    for (const problem of wrong) console.log(`  WRONG ${problem}`)
    console.log(`R11 seed ${now}: ${facts} events, ${expected.hits.length} hits: ${isSame ? 'identical' : 'DIFFERENT'}`)
    const disk = smallDisk(150_000)
    if (typeof disk === 'string') {
      console.log(`R11: a full disk was not tried, ${disk}`)
      return false
    }
    try {
      const full = await runDiskFull(disk, now, fullARound)
      const isKept = isDeepStrictEqual(full.actual, full.expected) && full.account.ok === full.facts
      if (!isKept || full.refusals.length < fullARound) broken++
      console.log(
        `R11 seed ${now}: ${full.refusals.length} times full, ${full.facts} events acknowledged: ${isKept ? 'identical' : 'DIFFERENT'}`,
      )
    } finally {
      disk.remove()
    }
  }
  console.log(`R11: ${broken} promises broken`)
  return broken === 0
}

const hostileRules = 100_000
const hostileRulesARound = 1_000

const s5: LongTest = async (seed) => {
  let broken = 0
  for (let first = 0; first < hostileRules; first += hostileRulesARound) {
    const report = runS5({ seed, first, count: hostileRulesARound, events: 400, budget: scantBudget })
    broken += report.violations.length
    console.log(
      `S5 seed ${seed}, from ${first}: ${report.files} files, ${report.rejected} rejected, ${report.stopped} rules ` +
        `stopped, ${report.finished} harmless; ten at a time took at most ${Math.round(report.readMs)} ms of the ` +
        `processor to read, ${Math.round(report.runMs)} ms to run`,
    )
    for (const violation of report.violations) console.log(`  ${violation}`)
  }
  console.log(`S5: ${broken} promises broken by ${hostileRules} hostile rules`)
  return broken === 0
}

const racesOfAKind = 1_000

/** The order of the attempts is always the same, what they meet is not: there is no seed to run again. */
const s7: LongTest = async () => {
  const server = await startPostgres()
  try {
    const { raced, sound } = await runRaces(server, Math.ceil(racesOfAKind / attemptsAMatter))
    for (const { kind, attempts, own, undecided } of raced)
      console.log(`S7 ${kind}: ${attempts} attempts at once, ${own} self-approvals, ${undecided} not decided once`)
    console.log(`S7: the audit chain is ${sound ? 'sound' : 'BROKEN'}`)
    return sound && raced.every(({ own, undecided }) => own + undecided === 0)
  } finally {
    await server.stop()
  }
}

const tests: Readonly<Record<string, LongTest>> = {
  R1: r1,
  R2: r2,
  R3: r3,
  R4: r4,
  R6: r6,
  R5: r5,
  R7: r7,
  R8: r8,
  R9: r9,
  R10: r10,
  R11: r11,
  S5: s5,
  S7: s7,
  spread,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, rounds: { type: 'string' } },
})
const test = tests[positionals[0] ?? '']
const seed = values.seed === undefined ? Math.floor(Date.now() / 1000) : Number(values.seed)
const rounds = values.rounds !== undefined ? Number(values.rounds) : values.seed !== undefined ? 1 : null
if (!test || !Number.isSafeInteger(seed) || !Number.isSafeInteger(rounds ?? 1)) {
  console.error(
    `usage: npm run test:long -- ${Object.keys(tests).join('|')} [--seed N] [--rounds N, R2, R5, R6, R9, R11 and spread only]`,
  )
  process.exit(2)
}
process.exit((await test(seed, rounds)) ? 0 : 1)
