import { day, hour, minute } from '../clock.ts'
import { call } from '../processes/collection.ts'
import { type Occasion, type Plants, somebody } from './occasion.ts'
import { called } from './post-loan.ts'

/** A contract that has been paid on before. */
const paidOnce = (o: Occasion) => {
  const { outlet } = o.customer()
  const contract = o.subject('con')
  const pay = (at: number, period: number) =>
    o.world.journal.emit('repayment.received', at, contract, outlet, { contract, amount: 120_000, period })
  pay(o.at, 1)
  return { contract, outlet, pay }
}

const writtenOff = (o: Occasion, daysPastDue: number): void => {
  const { contract, outlet } = paidOnce(o)
  const at = o.at + hour
  const about = { contract, stage: 'written-off' as const, daysPastDue, balance: 2_400_000 }
  o.world.journal.emit('collection.staged', at, contract, outlet, about)
  o.found({ subject: contract, at, key: contract })
}

const setBack = (o: Occasion, paid: boolean): void => {
  const { contract, outlet, pay } = paidOnce(o)
  const { journal } = o.world
  const agent = somebody(o, outlet, 'agent')
  const actor = agent.id
  const balance = 2_400_000
  const late = o.turn % 2 === 0 ? ('M3' as const) : ('M4' as const)
  const assigned = (at: number) =>
    journal.emit('collection.assigned', at, contract, outlet, { contract, actor, balance })
  const first = o.at + hour
  journal.emit('collection.staged', first, contract, outlet, { contract, stage: late, daysPastDue: 95, balance })
  assigned(first + 20 * minute)
  if (paid) pay(first + 2 * hour, 2)
  const at = first + day
  journal.emit('collection.staged', at, contract, outlet, { contract, stage: 'M1', daysPastDue: 5, balance })
  assigned(at + 20 * minute)
  call(o.world, o.r, { at: at + hour, contract, outlet, agent })
  o.found({ subject: contract, at, key: contract })
}

const repaid = (o: Occasion, account: string, daysPastDue: number): void => {
  const { outlet } = o.customer()
  const contract = o.subject('con')
  const about = { contract, amount: 120_000, period: 3, daysPastDue, account }
  o.world.journal.emit('repayment.received', o.at, contract, outlet, about)
  o.found({ subject: contract, at: o.at, key: contract })
}

const closed = (o: Occasion, paid: boolean): void => {
  const { outlet } = o.customer()
  const contract = o.subject('con')
  const { journal } = o.world
  if (paid) journal.emit('repayment.received', o.at, contract, outlet, { contract, amount: 120_000, period: 4 })
  const at = o.at + hour
  journal.emit('outcome.observed', at, contract, outlet, { contract, outcome: 'recovered', balance: 2_400_000 })
  o.found({ subject: contract, at, key: contract })
}

/** Assigned, called or not, and in a later stage the day after. */
const rolled = (o: Occasion, worked: boolean): void => {
  const { contract, outlet } = paidOnce(o)
  const { journal } = o.world
  const agent = somebody(o, outlet, 'agent')
  const about = { contract, balance: 1_800_000 }
  const assigned = (at: number) =>
    journal.emit('collection.assigned', at, contract, outlet, { ...about, actor: agent.id })
  assigned(o.at + hour)
  if (worked) call(o.world, o.r, { at: o.at + 2 * hour, contract, outlet, agent })
  const at = o.at + day
  const stage = o.turn % 2 === 0 ? ('M2' as const) : ('M3' as const)
  journal.emit('collection.staged', at, contract, outlet, { ...about, stage, daysPastDue: 61 })
  assigned(at + 20 * minute)
  o.found({ subject: contract, at, key: contract })
}

const paidFor = (o: Occasion, daysPastDue: number): void => {
  const account = o.subject('ext')
  for (let i = 0; i < 4; i++) {
    const { outlet } = o.customer()
    const contract = o.subject('con')
    const at = o.at + i * 10 * minute
    const about = { contract, amount: 120_000 + i * 700, period: 3, account, daysPastDue: i === 3 ? daysPastDue : 4 }
    o.world.journal.emit('repayment.received', at, contract, outlet, about)
    if (i === 3) o.found({ subject: contract, at, key: account })
  }
}

const claims = ['您的案子已经立案了', '法院传票明天送到', '马上申请强制执行']
const demands = ['你替他还了吧', '家里人帮他还', '他不还就你来还']

export const collectionMisuse: Plants = {
  'postloan.false-legal-claim': {
    planted: (o) => called(o, [{ stage: o.turn % 2 === 0 ? 'M1' : 'M2', wording: claims[o.turn % 3] as string }]),
    near: (o) => called(o, [{ stage: 'M5', wording: claims[o.turn % 3] as string }]),
    live: true,
  },
  'postloan.third-party-pressed': {
    planted: (o) =>
      called(o, [{ contactKind: 'relative', debtorReachable: false, wording: demands[o.turn % 3] as string }]),
    near: (o) => called(o, [{ contactKind: 'guarantor', debtorReachable: false, wording: '请您代为偿还' }]),
    live: true,
  },
  'postloan.written-off-early': { planted: (o) => writtenOff(o, 179), near: (o) => writtenOff(o, 180) },
  'postloan.stage-back-unpaid': { planted: (o) => setBack(o, false), near: (o) => setBack(o, true) },
  'postloan.recovered-unpaid': { planted: (o) => closed(o, false), near: (o) => closed(o, true) },
  'postloan.rolled-unworked': { planted: (o) => rolled(o, false), near: (o) => rolled(o, true) },
  'postloan.payer-of-many': { planted: (o) => paidFor(o, 6), near: (o) => paidFor(o, 0) },
  'postloan.staff-repays': {
    planted: (o) => repaid(o, `acc-staff-0${1 + (o.turn % 2)}`, 1 + (o.turn % 9)),
    near: (o) => (o.turn % 2 === 0 ? repaid(o, 'acc-staff-01', 0) : repaid(o, 'acc-staff-03', 4)),
    live: true,
  },
}
