const words = 'zh: 试, en: small'
const head = (id: string) => `id: ${id}
version: 1
stage: issuance
severity: low
opens: record
title: { ${words} }
risk: { ${words} }
explanation: { ${words} }
owner: small
basis: bank policy
check: { ${words} }
rectify: { ${words} }
`
const tests = `tests:
  - { name: hits, events: [{ at: +0d }], hits: 1 }
  - { name: nearly, events: [{ at: +0d }], hits: 0 }
`

/** For tests: a rule with a threshold, one with a time, one that asks a list. */
export const smallFiles = [
  {
    path: 'small.quick.yaml',
    text: `${head('small.quick')}kind: match
on: approval.decided
params:
  seconds: { default: 10, unit: s, min: 1, max: 600 }
where: readSeconds < param.seconds
base: { type: approval.decided, data: { decision: approved } }
${tests}`,
  },
  {
    path: 'small.answered.yaml',
    text: `${head('small.answered')}kind: deadline
on: application.submitted
expect: approval.decided
params:
  allowed: { default: 3wd }
within: param.allowed
base: { type: application.submitted, data: { product: card, channel: mobile, amount: 100, customer: c1 } }
${tests}`,
  },
  {
    path: 'small.watched.yaml',
    text: `${head('small.watched')}kind: match
on: approval.decided
where: onList(partner, 'watched')
base: { type: approval.decided, data: { decision: approved } }
${tests}`,
  },
  {
    path: 'lists/watched.yaml',
    text: `kind: list
name: watched
zh: 名单
en: Watched
of: [partner]
entries:
  - { value: p1, reason: seen }
  - { value: p2, from: 2026-03-10, to: 2026-03-20, reason: seen again }
`,
  },
  {
    path: 'lists/unwatched.yaml',
    text: `kind: list
name: unwatched
zh: 名单
en: Unwatched
of: [partner]
entries: []
`,
  },
]
