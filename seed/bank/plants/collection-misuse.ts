import { day, hour, minute } from '../clock.ts'
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
  const actor = somebody(o, outlet, 'agent').id
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
  o.found({ subject: contract, at, key: contract })
}

const repaid = (o: Occasion, account: string, daysPastDue: number): void => {
  const { outlet } = o.customer()
  const contract = o.subject('con')
  const about = { contract, amount: 120_000, period: 3, daysPastDue, account }
  o.world.journal.emit('repayment.received', o.at, contract, outlet, about)
  o.found({ subject: contract, at: o.at, key: contract })
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
  'postloan.staff-repays': {
    planted: (o) => repaid(o, `acc-staff-0${1 + (o.turn % 2)}`, 1 + (o.turn % 9)),
    near: (o) => (o.turn % 2 === 0 ? repaid(o, 'acc-staff-01', 0) : repaid(o, 'acc-staff-03', 4)),
    live: true,
  },
}
