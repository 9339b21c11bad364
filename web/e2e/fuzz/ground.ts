import { setTimeout as sleep } from 'node:timers/promises'
import { beyondAuthority, send, tokenForAll } from '../bank.ts'
import { ours } from '../doors/house.ts'
import type { Ground } from './face.ts'

const subjects = ['app-fuzz-1', 'app-fuzz-2', 'app-fuzz-3']

/** Puts a little of everything into a product, so that what is drawn may name something there is. */
export async function groundOf(url: string, cookies: Ground['cookies']): Promise<Ground> {
  const ask = async (role: keyof typeof cookies, path: string, body?: object) => {
    const headers = { ...ours, cookie: cookies[role], 'content-type': 'application/json' }
    const answer = await fetch(url + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })
    return (await answer.json()) as Record<string, unknown>
  }
  await send(
    url,
    subjects.map((subject) => beyondAuthority(subject)),
  )
  let ids: string[] = []
  for (let tries = 0; ids.length < subjects.length && tries < 300; tries++) {
    const { issues } = await ask('lead', '/api/issues?q=app-fuzz')
    ids = (issues as { id: string }[]).map(({ id }) => id)
    if (ids.length < subjects.length) await sleep(300)
  }
  const [issue] = ids
  const rule = 'issuance.approval-unread'
  const made = [
    await ask('rule-owner', '/api/changes', {
      change: { kind: 'parameter', rule, parameter: 'minimumReading', orgunit: 'b01', value: 60 },
      reason: 'fuzz',
    }),
    await ask('officer', '/api/exemptions', {
      ...{ target: { kind: 'issue', issue }, until: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10) },
      ...{ reason: 'fuzz', evidence: 'fuzz' },
    }),
    await ask('lead', '/api/views', { name: 'fuzz', query: 'state=open', shared: true }),
  ].map(({ id }) => String(id))
  const { indicators } = await ask('lead', '/api/indicators')
  const known = [
    ...[...ids, ...made, ...subjects, rule, 'minimumReading', 'risk-merchants', 'hq', 'b01', 'b01-s01-o1', 'b02'],
    // The one person whose sessions nobody here needs.
    ...['p-officer-b02', 'p-approver', 'car', 'issuance', 'high', 'a note', 'state=all&sort=amount', '2026-11-28'],
    ...(indicators as { id: string }[]).slice(0, 5).map(({ id }) => id),
  ]
  return { url, cookies, token: tokenForAll, known }
}
