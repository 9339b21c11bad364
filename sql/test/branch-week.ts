import { at, eventRow } from './warehouse.ts'

const elsewhere = { orgunit: 'b02-s01' }

/** What two outlets tell of the week from 2 March 2026 on, and of the Tuesday after it until noon. */
export const branchWeek = () => {
  const visitor = (subject: string, clientKind: 'personal' | 'corporate', business: string, place: object = {}) => {
    const of = { clientKind, business }
    const told = (...[type, time, data = {}]: [Parameters<typeof eventRow>[0], string, object?]) =>
      eventRow(type, time, { ...of, ...data }, { subject, ...place })
    return {
      booked: (time: string, planned: string, channel: string) =>
        told('appointment.booked', time, { channel, plannedAt: at(planned) }),
      cancelled: (time: string) => told('appointment.cancelled', time, { reason: 'r' }),
      arrived: (time: string) => told('appointment.arrived', time),
      taken: (time: string, recognised: boolean, whitelisted = false) =>
        told('queue.taken', time, { recognised, whitelisted }),
      left: (time: string) => told('queue.left', time),
      rated: (time: string, rating: number) => told('visit.rated', time, { rating, business: undefined }),
      served: (time: string, channel: string, waitSeconds: number, durationSeconds: number, more: object = {}) =>
        told('counter.served', time, { channel, waitSeconds, durationSeconds, result: 'pass', ...more }),
    }
  }
  const p1 = visitor('p1', 'personal', 'cash')
  const p2 = visitor('p2', 'personal', 'wealth')
  const p3 = visitor('p3', 'personal', 'cash')
  const p4 = visitor('p4', 'personal', 'cash')
  const p5 = visitor('p5', 'personal', 'cash', elsewhere)
  const w1 = visitor('w1', 'personal', 'cash')
  const w2 = visitor('w2', 'personal', 'cash')
  const w3 = visitor('w3', 'personal', 'card-service', elsewhere)
  const w4 = visitor('w4', 'personal', 'card-service')
  const c1 = visitor('c1', 'corporate', 'payroll')
  const c2 = visitor('c2', 'corporate', 'payroll')
  const c3 = visitor('c3', 'corporate', 'settlement')
  const c4 = visitor('c4', 'corporate', 'settlement', elsewhere)
  const w5 = visitor('w5', 'personal', 'cash')
  const w6 = visitor('w6', 'personal', 'cash')
  const w7 = visitor('w7', 'personal', 'cash', elsewhere)
  const w8 = visitor('w8', 'personal', 'cash')
  const open = (clientKind: 'personal' | 'corporate', time: string, windows: number) =>
    eventRow('counter.staffed', time, { clientKind, windows })
  const settled = (data: object, place = {}) =>
    eventRow('settlement.made', '2026-03-03 10:00', { currency: 'CNY', result: 'pass', ...data } as never, place)
  const balance = (time: string, account: string, fen: number, customer: string, termed: boolean, place = {}) =>
    eventRow('account.observed', time, { account, balance: fen, customer, termed }, place)
  const visit = (manager: string, result: string, place = {}) =>
    eventRow('client.visited', '2026-03-04 10:00', { customer: 'k1', manager, method: 'onsite', result }, place)
  const signed = (customer: string, product: string, place = {}) =>
    eventRow('product.signed', '2026-03-04 10:00', { customer, signed: product }, place)
  return [
    p1.booked('2026-03-02 09:00', '2026-03-03 10:00', 'mobile'),
    p1.arrived('2026-03-03 09:55'),
    p1.taken('2026-03-03 09:55', true, true),
    p1.served('2026-03-03 10:10', 'counter', 300, 600, { sold: 'fund', actor: 't1' }),
    p1.rated('2026-03-03 10:11', 5),
    p2.booked('2026-03-03 08:00', '2026-03-03 15:00', 'web'),
    p2.cancelled('2026-03-03 14:00'),
    p3.booked('2026-03-04 09:00', '2026-03-05 09:00', 'staff'),
    // Planned after the week, and within it but not due yet.
    p4.booked('2026-03-05 09:00', '2026-03-10 10:00', 'phone'),
    p5.booked('2026-03-05 10:00', '2026-03-08 11:00', 'phone'),
    w1.taken('2026-03-03 11:00', false),
    w1.served('2026-03-03 11:40', 'counter', 1500, 300, { actor: 't1' }),
    w1.rated('2026-03-03 11:41', 2),
    w2.taken('2026-03-03 11:05', true),
    w2.left('2026-03-03 11:30'),
    w3.taken('2026-03-04 10:00', true),
    w3.served('2026-03-04 10:03', 'terminal', 60, 120, { sold: 'card' }),
    w4.taken('2026-03-04 10:10', false),
    w4.served('2026-03-04 10:14', 'robot', 0, 200, { result: 'fail' }),
    eventRow('complaint.filed', '2026-03-04 12:00', { customer: 'k', topic: 'service' }),
    eventRow('complaint.filed', '2026-03-04 12:00', { customer: 'k', topic: 'fee' }),
    c1.booked('2026-03-04 09:00', '2026-03-04 14:00', 'phone'),
    c1.arrived('2026-03-04 13:50'),
    c1.taken('2026-03-04 13:50', true),
    c1.served('2026-03-04 14:10', 'counter', 600, 600, { actor: 't2' }),
    c1.rated('2026-03-04 14:11', 4),
    c2.booked('2026-03-04 09:10', '2026-03-05 10:00', 'web'),
    c3.taken('2026-03-04 15:00', true),
    c3.served('2026-03-04 15:37', 'counter', 1300, 900, { result: 'fail', actor: 't2' }),
    c3.served('2026-03-04 16:00', 'counter', 0, 300, { actor: 't2' }),
    c4.taken('2026-03-04 15:30', true),
    c4.served('2026-03-04 15:32', 'terminal', 0, 100),
    c4.rated('2026-03-04 15:33', 3),
    open('personal', '2026-03-03 09:00', 2),
    open('personal', '2026-03-03 17:00', 0),
    open('corporate', '2026-03-03 09:00', 1),
    open('corporate', '2026-03-03 17:00', 0),
    eventRow('account.opened', '2026-03-03 10:00', {
      ...{
        customer: 'k1',
        account: 'a1',
        accountKind: 'basic',
        channel: 'web',
        durationSeconds: 3600,
        newClient: true,
      },
    }),
    eventRow('account.opened', '2026-03-03 11:00', {
      ...{ customer: 'k1', account: 'a2', accountKind: 'general', channel: 'counter', durationSeconds: 100_000 },
    }),
    eventRow(
      'account.opened',
      '2026-03-03 12:00',
      { customer: 'k2', account: 'a3', accountKind: 'basic', channel: 'mobile', newClient: true },
      elsewhere,
    ),
    eventRow('account.closed', '2026-03-03 12:00', { customer: 'k3', account: 'a9' }),
    balance('2026-02-27 18:00', 'a1', 1_000_000_000, 'k1', false),
    balance('2026-03-03 18:00', 'a1', 600_000_000, 'k1', false),
    balance('2026-03-03 18:00', 'a2', 50_000, 'k1', true),
    balance('2026-02-20 18:00', 'a3', 400_000_000, 'k2', true, elsewhere),
    balance('2026-03-04 18:00', 'a3', 400_000_000, 'k2', true, elsewhere),
    settled({ customer: 'k1', amount: 1000, direction: 'in', channel: 'web' }),
    settled({ customer: 'k1', amount: 400, direction: 'out', channel: 'counter' }),
    settled({ customer: 'k2', amount: 50, direction: 'in', channel: 'mobile', currency: 'USD' }, elsewhere),
    settled({ customer: 'k2', amount: 999, direction: 'out', channel: 'web', result: 'fail' }),
    eventRow('payroll.paid', '2026-03-05 10:00', { customer: 'k1', amount: 5000, headcount: 5 }),
    eventRow('payroll.paid', '2026-03-06 10:00', { customer: 'k1', amount: 3000, headcount: 3 }),
    eventRow('payroll.paid', '2026-03-06 10:00', { customer: 'k2', amount: 700, headcount: 2 }, elsewhere),
    eventRow('facility.decided', '2026-03-04 10:00', {
      ...{ customer: 'k1', amount: 1000, decision: 'approved', durationSeconds: 100 },
    }),
    eventRow('facility.decided', '2026-03-04 10:00', {
      ...{ customer: 'k1', amount: 500, decision: 'declined', durationSeconds: 300 },
    }),
    eventRow(
      'facility.decided',
      '2026-03-04 10:00',
      { customer: 'k2', amount: 3000, decision: 'approved', durationSeconds: 200 },
      elsewhere,
    ),
    eventRow('facility.drawn', '2026-03-05 10:00', { customer: 'k2', amount: 2500, contract: 'f' }, elsewhere),
    eventRow('facility.repaid', '2026-03-05 10:00', { customer: 'k1', amount: 5, contract: 'g', daysPastDue: 0 }),
    eventRow('facility.repaid', '2026-03-05 10:00', { customer: 'k1', amount: 5, contract: 'g', daysPastDue: 3 }),
    visit('m1', 'pass'),
    visit('m1', 'fail'),
    visit('m2', 'pass', elsewhere),
    signed('k1', 'payroll'),
    signed('k1', 'fx'),
    signed('k1', 'fx'),
    signed('k2', 'deposit', elsewhere),
    // The Tuesday after: one in each hall, one who must have gone, one booked for half past twelve.
    w5.taken('2026-03-10 11:30', true),
    w6.taken('2026-03-10 08:00', true),
    w7.taken('2026-03-10 11:45', true),
    w8.booked('2026-03-09 19:00', '2026-03-10 12:30', 'mobile'),
    open('personal', '2026-03-10 09:00', 3),
  ]
}
