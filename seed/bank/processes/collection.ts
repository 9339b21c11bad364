import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, dayNumber, hour, minute, startOfDay } from '../clock.ts'
import { habits } from '../habits.ts'
import { between, chance, exponential, lognormal, pick, type Random, unit } from '../random.ts'
import type { Person } from '../staff.ts'
import { afterWorking } from '../working.ts'
import type { World } from '../world.ts'
import type { Contract } from './portfolio.ts'

const polite = [
  '您好，提醒您本期分期款已逾期，请尽快安排还款',
  '请问您什么时候方便还款，我们可以协助登记计划',
  '您的还款记录会影响征信，建议今日处理',
  '如有困难可以申请协商还款方案',
]

/** Harsh excerpts; the slip of an agent with a sharp tongue, or laid on purpose. */
export const harsh = [
  '再不还就等着坐牢',
  '我们会把你的事曝光到单位',
  '明天就上门抓人',
  '让你全家都知道你欠钱',
  '我现在就报警抓你',
]

/** One call to the debtor as it ought to be; `twist` says what differs. */
export const call = (
  world: World,
  r: Random,
  { at, contract, outlet, agent }: { at: number; contract: string; outlet: string; agent: Person },
  twist: Partial<EventData<'collection.called'>> = {},
): void => {
  const connected = chance(r, 0.6)
  const effective = connected && chance(r, 0.6)
  world.journal.emit('collection.called', at, contract, outlet, {
    contract,
    actor: agent.id,
    contactKind: 'debtor',
    connected,
    effective,
    debtorReachable: connected,
    durationSeconds: connected ? Math.max(12, Math.round(lognormal(r, 95, 0.7))) : 0,
    wording: connected ? pick(r, polite) : '无人接听',
    recording: `rec-${contract}`,
    channel: 'phone',
    ...twist,
  })
}

/** The contract enters a stage, an agent gets it, calls go out until the money comes. */
export const collect = (
  world: World,
  r: Random,
  held: Contract,
  {
    stage,
    daysPastDue,
    stagedAt,
    until,
  }: { stage: 'M1' | 'M2' | 'M3' | 'M4' | 'M5'; daysPastDue: number; stagedAt: number; until: number },
): void => {
  const { journal, truth, staff } = world
  const { contract, outlet, product, balance, population } = held
  journal.emit('collection.staged', stagedAt, contract, outlet, { contract, stage, daysPastDue, balance, product })
  const agent = pick(r, staff.at(outlet, 'agent', population))
  const assignedAt = afterWorking(stagedAt, Math.min(exponential(r, 2 * hour), 6 * hour))
  journal.emit('collection.assigned', assignedAt, contract, outlet, {
    contract,
    actor: agent.id,
    balance,
    stage,
    product,
  })
  if (population === 'clean') truth.clean(contract, agent.id)
  const first = dayNumber(assignedAt) + 1
  for (let number = first; startOfDay(number) < until && number < first + 12; number += between(r, 1, 4)) {
    const at = startOfDay(number) + callTime(r, agent)
    if (at >= until) break
    calls(world, r, held, agent, at)
  }
}

const callTime = (r: Random, agent: Person): number => {
  if (agent.habits.has('oddHoursCaller') && chance(r, habits.oddHoursCaller.chance))
    return chance(r, 0.5) ? 7 * hour + unit(r) * hour : 22 * hour + unit(r) * hour
  return 9 * hour + unit(r) * 10 * hour
}

const calls = (world: World, r: Random, { contract, outlet }: Contract, agent: Person, at: number): void => {
  call(world, r, { at, contract, outlet, agent }, slip(r, agent))
  if (agent.habits.has('insistentCaller') && chance(r, habits.insistentCaller.chance))
    for (let i = between(r, 1, 4), again = at; i > 0; i--) {
      again += between(r, 20, 90) * minute
      if (again < at + day / 4) call(world, r, { at: again, contract, outlet, agent })
    }
  else if (chance(r, 0.3)) call(world, r, { at: at + 40 * minute, contract, outlet, agent })
}

const slip = (r: Random, agent: Person): Partial<EventData<'collection.called'>> => {
  if (agent.habits.has('familyCaller') && chance(r, habits.familyCaller.chance))
    return { contactKind: 'relative', debtorReachable: chance(r, 0.5), connected: true }
  if (agent.habits.has('sharpTongue') && chance(r, habits.sharpTongue.chance))
    return { wording: pick(r, harsh), connected: true }
  return chance(r, 0.04) ? { contactKind: 'relative', debtorReachable: false, connected: true, effective: false } : {}
}
