import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { hour, minute } from '../clock.ts'
import { keyOf } from '../truth.ts'
import { type Occasion, type Plants, play } from './occasion.ts'

type Twist = Parameters<typeof play>[2]

/** A case whose identity evidence differs; the hit is at the check. */
const identity = (o: Occasion, score: number): void => {
  const { life, subject } = play(o, 'consumption', { identity: { score } }, { amount: 3_000_000 })
  o.found({ subject, at: life.identifiedAt, key: subject })
}

/** A case approved by people whatever its evidence says; the hit is at the decision. */
const approved = (o: Occasion, twist: Twist, passedLater = false): void => {
  const { life, subject, customer } = play(o, 'consumption', twist, { amount: 3_000_000 })
  if (passedLater)
    o.world.journal.emit('identity.verified', life.identifiedAt + 1_000, subject, customer.outlet, {
      method: 'face',
      result: 'pass',
      score: 0.93,
      customer: customer.id,
      channel: 'mobile',
    })
  o.found({ subject, at: life.decidedAt as number, key: subject })
}

/** A questionnaire passed in the investigation, and failed so long before. */
const questionnaire = (o: Occasion, before: number): void => {
  const investigation = { method: 'questionnaire', result: 'pass', actor: 'sys-survey' } as const
  const { life, subject, customer } = play(o, 'consumption', { investigation }, { amount: 3_000_000 })
  const at = life.investigatedAt as number
  o.world.journal.emit('investigation.completed', at - before, subject, customer.outlet, {
    method: 'questionnaire',
    result: 'fail',
    actor: 'sys-survey',
    customer: customer.id,
  })
  o.found({ subject, at, key: subject })
}

const scored = (o: Occasion, at: number, subject: string, outlet: string, data: EventData<'score.produced'>): void =>
  o.world.journal.emit('score.produced', at, subject, outlet, data)

/** Declined at once, with or without a score before it. */
const instant = (o: Occasion, withScore: boolean): void => {
  const { id, outlet } = o.customer()
  const subject = o.subject('a')
  if (withScore)
    scored(o, o.at, subject, outlet, { model: 'application-credit', modelVersion: '3.2', score: 0.2, customer: id })
  const at = o.at + 5_000
  o.world.journal.emit('approval.decided', at, subject, outlet, {
    decision: 'declined',
    mode: 'instant',
    actor: 'sys-decision',
    reason: 'score too low',
    suggestion: 'declined',
    overridden: false,
    customer: id,
  })
  o.found({ subject, at, key: subject })
}

const versions = (o: Occasion, wait: number): void => {
  const model = o.subject('mdl')
  for (const [i, modelVersion] of ['2.1', '2.0'].entries()) {
    const { id, outlet } = o.customer()
    const at = o.at + i * wait
    scored(o, at, id, outlet, { model, modelVersion, score: 0.5, customer: id })
    if (i === 1) o.found({ subject: id, at, key: model })
  }
}

const jumped = (o: Occasion, from: number, to: number): void => {
  const { id, outlet } = o.customer()
  const subject = o.subject('a')
  const about = { model: 'application-credit', modelVersion: '3.2', customer: id }
  const at = o.at + (1 + 5 * (o.turn % 3)) * hour
  scored(o, o.at, subject, outlet, { ...about, score: from })
  scored(o, at, subject, outlet, { ...about, score: to })
  o.found({ subject, at, key: keyOf(subject, 'application-credit') })
}

/** Collateral seen just before the case of its owner. */
const revalued = (o: Occasion, value: number): void => {
  const customer = o.customer()
  o.world.journal.emit('collateral.observed', o.at - 10 * minute, o.subject('col'), customer.outlet, {
    collateralKind: o.turn % 2 === 0 ? 'property' : 'vehicle',
    valueBefore: 50_000_000,
    value,
    customer: customer.id,
  })
  const { life, subject } = play(o, 'consumption', {}, { amount: 3_000_000, customer })
  o.found({ subject, at: life.decidedAt as number, key: customer.id })
}

/** What models are told, what they say, and what is made of it. */
export const modelPlants: Plants = {
  'model.face-low-pass': {
    planted: (o) => identity(o, o.turn % 2 === 0 ? 0.799 : 0.41),
    near: (o) => identity(o, 0.8),
  },
  'model.voice-doubt-ignored': {
    planted: (o) => approved(o, { investigation: { method: 'voiceprint', result: 'doubt' } }),
    near: (o) => approved(o, { investigation: { method: 'voiceprint', result: 'pass' } }),
  },
  'model.instant-unscored': { planted: (o) => instant(o, false), near: (o) => instant(o, true), live: true },
  'model.two-versions': {
    planted: (o) => versions(o, o.turn % 2 === 0 ? 10 * minute : 59 * minute),
    near: (o) => versions(o, hour),
  },
  'model.score-jumped': {
    planted: (o) => jumped(o, 0.2, o.turn % 2 === 0 ? 0.9 : 0.51),
    near: (o) => jumped(o, 0.2, 0.45),
  },
  'model.questionnaire-retaken': {
    planted: (o) => questionnaire(o, o.turn % 2 === 0 ? 5 * minute : 10 * minute),
    near: (o) => questionnaire(o, hour),
  },
  'model.value-before-approval': {
    planted: (o) => revalued(o, o.turn % 2 === 0 ? 65_000_100 : 90_000_000),
    near: (o) => revalued(o, 65_000_000),
  },
}
