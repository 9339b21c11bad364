import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'

const words = 'zh: 试, en: trial'
/** The parts of a rule file that do not matter to the worker. */
export const trialFile = (id: string, body: string, base: string) => ({
  path: `${id}.yaml`,
  text: `id: ${id}
version: 1
stage: issuance
title: { ${words} }
risk: { ${words} }
explanation: { ${words} }
owner: trial
basis: bank policy
check: { ${words} }
rectify: { ${words} }
${body}
base: ${base}
tests:
  - { name: hits, events: [{ at: +0d }], hits: 1 }
  - { name: nearly, events: [{ at: +0d }], hits: 0 }
`,
})

const decided = '{ type: approval.decided, data: { decision: approved, mode: manual, actor: P1 } }'
const submitted = '{ type: application.submitted, data: { product: card, channel: mobile, amount: 100, customer: C1 } }'

/** One rule of every kind and of everything a hit can lead to, on keys that events of the trial bank share. */
export const trialFiles = [
  trialFile(
    'trial.unread',
    `kind: match
severity: medium
opens: issue
on: approval.decided
where: mode == 'manual' && readSeconds < 30
amount: amount`,
    decided,
  ),
  trialFile(
    'trial.rapid',
    `kind: window
severity: high
opens: issue
on: approval.decided
key: [actor]
measures:
  decisions: { count: true, within: 10m }
when: decisions >= 4`,
    decided,
  ),
  trialFile(
    'trial.shared-device',
    `kind: window
severity: low
opens: record
on: application.submitted
key: [device]
measures:
  customers: { distinct: customer, within: 24h }
  total: { sum: amount, within: 1h }
when: customers >= 3 && total > 1000`,
    submitted,
  ),
  trialFile(
    'trial.decision-in-time',
    `kind: deadline
severity: high
opens: issue
on: application.submitted
expect: [approval.decided, application.withdrawn]
within: 30m
remind: [10m, 5m]`,
    submitted,
  ),
  trialFile(
    'trial.review-in-time',
    `kind: deadline
severity: low
opens: remind
on: review.assigned
expect: review.completed
key: [subject, node]
within: 1wh`,
    '{ type: review.assigned, data: { node: N1 } }',
  ),
]

/** A score of hits that lie at different places when events lie in several partitions. */
export const suspicionFile = trialFile(
  'trial.suspicion',
  `kind: score
severity: high
opens: issue
of: { trial.unread: 30, trial.rapid: 40, trial.decision-in-time: 20 }
within: 2h
bands: [{ from: 50, severity: medium }, { from: 70, severity: high }]`,
  '{ type: approval.decided, data: { decision: approved, mode: manual, actor: P1 } }',
)

/** A deadline whose key does not hold the subject, so that it is kept at a place across partitions. */
export const followUpFile = trialFile(
  'trial.follow-up',
  `kind: deadline
severity: low
opens: record
on: approval.decided
expect: review.completed
key: [actor]
within: 3m`,
  decided,
)

/** @throws when a rule of the trial bank does not load. */
export const trialBundle = (files = trialFiles): Bundle => {
  const { bundle, problems } = makeBundle({ files })
  if (problems.length > 0) throw new Error(problems.map((p) => `${p.path}:${p.line} ${p.code} ${p.message}`).join('\n'))
  return bundle
}
