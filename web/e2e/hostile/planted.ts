import { randomUUID } from 'node:crypto'
import type { Role } from '@mingjing/sql/postgres/schema.ts'
import { expect } from 'vitest'
import { beyondAuthority, password, send, token } from '../bank.ts'
import { type House, ours } from '../doors/house.ts'
import { formulas, markup, named } from './texts.ts'

const unit = 'b01-s01-o1'
const event = (type: string, subject: string, data: object, ago = 0) => ({
  ...{
    specversion: '1.0',
    id: `e-${randomUUID()}`,
    source: named('source').slice(0, 60),
    type,
    subject,
    orgunit: unit,
  },
  ...{ time: new Date(Date.now() - 60_000 - ago).toISOString(), data },
})
const dayMs = 86_400_000
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** What was planted, as far as pages are asked for it. */
export interface Planted {
  /** Issues: found by a rule, by hand, and of money laundering. */
  readonly found: string
  readonly byHand: string
  readonly laundering: string
  /** One that others are merged into, and one from which what was merged was split again. */
  readonly leading: string
  readonly parted: string
  readonly report: number
  readonly attachment: string
}

/** Puts a hostile text into every field that a person or an event can fill. Each must be taken. */
export async function plant(house: House): Promise<Planted> {
  const ask = async (role: Role, path: string, body?: object | Uint8Array<ArrayBuffer>) => {
    const headers = { ...ours, cookie: house.cookies[role], 'content-type': 'application/json' }
    const sent = body instanceof Uint8Array ? body : body && JSON.stringify(body)
    const { status, text } = await house.call(path, sent ? { method: 'POST', headers, body: sent } : { headers })
    expect([path, text.slice(0, 300), status]).toEqual([path, text.slice(0, 300), 200])
    return JSON.parse(text) as Record<string, never>
  }
  const fill = async (role: Role, path: string, fields: Record<string, string>) => {
    const headers = { ...ours, cookie: house.cookies[role], accept: 'application/json', 'x-sveltekit-action': 'true' }
    const { text } = await house.call(path, { method: 'POST', headers, body: new URLSearchParams(fields) })
    expect([path, JSON.parse(text)]).toMatchObject([path, { type: 'success' }])
  }

  const [subject, actor] = [named('subject'), named('actor')]
  const decided = beyondAuthority(subject)
  const application = { product: 'car', channel: 'counter', amount: 30_000_000, customer: named('customer') }
  const personal = { name: named('name'), idNumber: named('id'), mobile: named('mobile'), address: named('address') }
  await send(house.product.url, [
    event('application.submitted', subject, { ...application, ...personal, employer: markup.slice(0, 120) }),
    event('review.assigned', subject, { node: named('node'), actor, reason: named('reason') }),
    event('review.completed', subject, { node: named('node'), actor, opinion: 'agree', reason: named('opinion') }),
    {
      ...decided,
      source: named('source').slice(0, 60),
      data: {
        ...{ ...decided.data, actor, reason: markup.slice(0, 120), partner: named('partner') },
        ...{ workstation: named('workstation'), node: named('node'), manager: named('manager') },
      },
    },
    event('consent.used', subject, { consentPurpose: 'marketing', customer: named('customer'), actor }),
    event('collection.called', named('contract'), {
      ...{ contract: named('contract'), actor, contactKind: 'third-party', connected: true, debtorReachable: true },
      ...{ wording: `不还钱就${markup.slice(0, 100)}`, recording: named('recording') },
    }),
    event('complaint.filed', named('complaint'), {
      customer: named('customer'),
      topic: 'fee',
      reason: named('reason'),
    }),
    event('counter.served', named('visit'), {
      ...{
        clientKind: 'personal',
        business: named('business'),
        waitSeconds: 9,
        durationSeconds: 9,
        sold: named('sold'),
      },
    }),
    event('disbursement.made', subject, {
      ...{ product: 'car', amount: 100, customer: named('customer'), payee: named('payee'), payeeKind: 'other' },
      ...{ entrusted: true, partner: named('partner'), contract: named('contract') },
    }),
    ...formulas.flatMap((formula, n) => {
      const data = { campaign: formula, customer: `cus-${n}`, actor: formula, segment: `${formula}${named('segment')}` }
      return [
        event('campaign.targeted', `cus-${n}`, { ...data, control: false }, 2 * dayMs),
        event('campaign.contacted', `cus-${n}`, { ...data, connected: true, wording: named('wording') }, dayMs),
      ]
    }),
  ])
  const dead = [
    { ...decided, id: randomUUID(), data: { [named('field')]: 1 } },
    { [named('x')]: markup, type: markup },
  ]
  await fetch(`${house.product.url}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(dead),
  })

  const byHand = async (of: string) => {
    const given = { title: named('title'), account: markup, source: 'complaint', stage: 'issuance', class: of }
    const about = {
      severity: 'high',
      orgunit: unit,
      subject: named('by-hand'),
      amount: 1,
      actors: [named('concerned')],
    }
    return (await ask('officer', '/api/issues/by-hand', { ...given, ...about })).id as string
  }
  const issue = await byHand('operational')
  const act = (role: Role, id: string, action: object) => ask(role, `/api/issues/${id}`, action)
  await act('officer', issue, { kind: 'comment', text: markup, mentions: ['p-lead', 'p-manager'] })
  await act('officer', issue, { kind: 'assign', to: 'p-officer' })
  const content = new TextEncoder().encode(markup)
  const file = await ask(
    'officer',
    `/api/issues/${issue}/attachments?name=${encodeURIComponent(`${named('file')}.txt`)}`,
    content,
  )
  await act('officer', issue, { kind: 'confirm', note: markup })
  await act('officer', issue, { kind: 'escalate', reason: markup })
  await act('officer', issue, { kind: 'order', text: markup, answerer: 'p-manager' })
  await act('manager', issue, { kind: 'answer', text: markup })
  await act('officer', issue, { kind: 'send-back', reason: markup })
  await act('manager', issue, { kind: 'answer', text: markup })
  await act('lead', issue, { kind: 'verify', note: markup })
  await act('lead', issue, { kind: 'close', accountability: markup, recovered: 0 })
  const [leading, joined] = [await byHand('operational'), await byHand('operational')]
  await act('officer', leading, { kind: 'merge', others: [{ id: joined }], reason: markup })
  const parted = await byHand('operational')
  const other = await byHand('operational')
  await act('officer', parted, { kind: 'merge', others: [{ id: other }], reason: markup })
  await act('officer', parted, { kind: 'split-back', reason: markup })

  const laundering = await byHand('money-laundering')
  await act('officer', laundering, { kind: 'assign', to: 'p-officer' })
  await act('officer', laundering, { kind: 'confirm', note: markup })
  const parts = { suspicion: markup, grounds: markup, measures: markup, conclusion: markup }
  const { id: report } = await ask('officer', `/api/issues/${laundering}/reports`, { urgency: 'urgent', ...parts })
  await ask('lead', `/api/issues/${laundering}/reports/${report}`, { step: 'hand-over', note: markup })

  await ask('lead', '/api/views', { name: `"><svg onload=ran='view'>{{ran=1}}`, query: `q=${markup}`, shared: true })
  const rule = 'issuance.approval-unread'
  const change = { kind: 'parameter', rule, parameter: 'minimumReading', orgunit: 'b01', value: 60 }
  const { id: proposed } = await ask('rule-owner', '/api/changes', { change, reason: markup })
  await ask('lead', `/api/changes/${proposed}/decide`, { verdict: 'reject', note: markup })
  for (const verdict of ['approve', null]) {
    const after = { value: named(`entry${verdict}`), reason: markup }
    const entry = { kind: 'list', list: 'risk-merchants', entry: null, after }
    const { id } = await ask('rule-owner', '/api/changes', { change: entry, reason: markup })
    if (verdict) await ask('lead', `/api/changes/${id}/decide`, { verdict, note: markup })
  }
  const until = dayOf(Date.now() + 7 * dayMs)
  const target = { kind: 'partner', rule, orgunit: 'b01', value: named('partner') }
  const asked = await ask('officer', '/api/exemptions', { target, until, reason: markup, evidence: markup })
  await ask('lead', `/api/exemptions/${asked.id}`, { step: 'approve', note: markup })
  await ask('officer', '/api/exemptions', { target, until, reason: markup, evidence: markup }).catch(() => null)

  await fill('admin', '/people?/propose', {
    ...{ wish: 'join', person: 'S-hostile', login: 'hostile', role: 'officer', orgunit: 'b01', reason: markup },
    ...{ zh: named('staff'), en: named('staff') },
  })
  await fill('manager', '/branch?/measure', {
    ...{ indicator: 'appointments.booked', unit: 'b01', startsOn: dayOf(Date.now()), text: markup.slice(0, 180) },
  })
  await fill('lead', '/inbox/settings?/save', {
    'webhook-on': 'on',
    webhook: `https://hook.example/?"><img src=x onerror=ran=1>${encodeURIComponent(markup).slice(0, 200)}`,
    'webhook-minimum': 'low',
  })
  // What browsers and typed names leave behind, on the pages of who looks at sessions and locks.
  const odd = { ...ours, accept: 'text/html', 'user-agent': '<script>ran=1</script> "><img src=x onerror=ran=2>' }
  for (let n = 0; n < 12; n++) {
    const body = new URLSearchParams({ login: named('login'), password: markup })
    await house.call('/sign-in?/password', { method: 'POST', headers: odd, body })
  }
  await house.call('/sign-in?/password', {
    method: 'POST',
    headers: odd,
    body: new URLSearchParams({ login: 'lead', password }),
  })
  let found = ''
  for (let tries = 0; found === '' && tries < 300; tries++) {
    const { issues } = await ask('lead', `/api/issues?subject=${encodeURIComponent(subject)}`)
    found = (issues as { id: string }[])[0]?.id ?? ''
    if (found === '') await new Promise((done) => setTimeout(done, 300))
  }
  await act('lead', found, { kind: 'comment', text: markup })
  await act('officer', found, { kind: 'assign', to: 'p-officer' })
  await act('officer', found, { kind: 'dismiss', reason: markup })
  await act('lead', found, { kind: 'reopen', reason: markup })
  const { deadLetters } = await ask('admin', '/api/dead-letters')
  const letter = (deadLetters as { id: string }[])[0]!.id
  await ask('admin', `/api/dead-letters/${letter}`, { kind: 'open', reason: markup })
  await ask('admin', `/api/dead-letters/${letter}`, { kind: 'discard', reason: markup })
  return { found, byHand: issue, laundering, leading, parted, report: Number(report), attachment: String(file.id) }
}
