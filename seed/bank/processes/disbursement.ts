import { day, dayNumber, hour, minute, startOfDay, wireTime } from '../clock.ts'
import { accountId } from '../customers.ts'
import { between, chance, exponential, lognormal } from '../random.ts'
import type { Story } from './case.ts'
import type { Decided } from './decision.ts'
import { workingTime } from './examination.ts'

/** Second scan, then the money; now and then the customer has found something better. */
export const disburse = (story: Story, decided: Decided): void => {
  const { world, r, request, team, life, common } = story
  const { subject, outlet, twist, pace, population, partner, customer, termMonths, product } = request
  const { journal } = world
  const ordinary = Object.keys(twist).length === 0
  if (ordinary && chance(r, 0.03)) {
    journal.emit(
      'application.withdrawn',
      pace.working(decided.at, workingTime(story, 5 * hour, 10 * hour)),
      subject,
      outlet,
      {
        reason: 'customer did not sign',
        ...common,
      },
    )
    return
  }
  const scannedAt = pace.working(decided.at, workingTime(story, 4 * hour, 9 * hour) + 5 * minute)
  const scan = (at: number, result: 'clear' | 'blocked' | 'changed') =>
    journal.emit('disbursement.scanned', at, subject, outlet, {
      result,
      otherLenders: result === 'blocked' ? between(r, 5, 9) : Math.min(4, Math.floor(exponential(r, 1))),
      ...common,
    })
  if (ordinary && population !== 'clean' && chance(r, 0.012)) {
    scan(scannedAt, 'blocked')
    journal.emit('application.withdrawn', scannedAt + hour, subject, outlet, {
      reason: 'blocked by the second scan',
      ...common,
    })
    return
  }
  const late = twist.late?.disbursement
  const madeAt = Math.round(
    twist.madeAt ??
      (late !== undefined
        ? pace.working(decided.at, late)
        : pace.working(scannedAt, workingTime(story, 50 * minute, 3 * hour) + 5 * minute)),
  )
  const shortlyBefore = madeAt - (pace.quickened ? 2_000 : 10 * minute)
  if (twist.scan === 'blocked' || twist.scan === 'changed') scan(shortlyBefore, twist.scan)
  if (twist.scan !== 'none') {
    if (scannedAt < shortlyBefore) scan(scannedAt, 'clear')
    // Over a long holiday the scan would be stale by the time the counter opens again.
    if (madeAt - scannedAt > 6 * day || scannedAt >= shortlyBefore) scan(shortlyBefore, 'clear')
  }
  const contract = `con-${subject.slice(2)}`
  const toPartner = partner !== null
  journal.emit('disbursement.made', madeAt, subject, outlet, {
    amount: decided.amount,
    payee: toPartner
      ? `acc-${partner.id}`
      : decided.amount > 25_000_000
        ? `mer-${customer.number % 997}`
        : accountId(customer.number),
    payeeKind: toPartner ? 'partner' : decided.amount > 25_000_000 ? 'merchant' : 'customer',
    entrusted: toPartner || decided.amount > 25_000_000,
    ...(toPartner && { partner: partner.id }),
    purpose: request.purpose,
    contract,
    account: accountId(customer.number),
    ...(termMonths !== null && { termMonths }),
    ...common,
    actor: twist.approverAlso === 'disburses' ? decided.actor : team.disburser.id,
    ...twist.made,
  })
  life.madeAt = madeAt
  if (population === 'clean') world.truth.clean(contract)

  const instalment = Math.round((decided.amount * 1.05) / (termMonths ?? 12))
  const madeOn = dayNumber(madeAt)
  for (let period = 1; period <= 3; period++) {
    const dueAt = startOfDay(madeOn + 30 * period) + 20 * hour
    journal.emit('repayment.due', startOfDay(madeOn + 30 * period) + 8 * hour, contract, outlet, {
      contract,
      amount: instalment,
      period,
      dueAt: wireTime(dueAt),
      product,
      customer: customer.id,
    })
    journal.emit('repayment.received', dueAt - lognormal(r, 5, 0.4) * hour, contract, outlet, {
      contract,
      amount: instalment,
      period,
      daysPastDue: 0,
      account: accountId(customer.number),
      product,
      customer: customer.id,
    })
  }
}
