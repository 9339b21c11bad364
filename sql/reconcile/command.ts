import type { Reconciled } from './reconcile.ts'

/**
 * Asks a running site to reconcile now and prints what differs, hit by hit.
 * @throws when something differs, or the site refuses.
 */
export const reconcileCommand = async ({ url, token }: { url: string; token?: string }): Promise<void> => {
  const response = await fetch(new URL('/api/reconcile', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: '{}',
  })
  const answer = (await response.json().catch(() => ({}))) as { error?: string; reconciled?: Reconciled }
  if (!response.ok || !answer.reconciled)
    throw new Error(`${url} answered ${response.status}: ${answer.error ?? 'no reason given'}`)
  let differing = 0
  for (const { id, compared, differences, passedOver = [] } of answer.reconciled.checks) {
    differing += differences.length
    const left = passedOver.length === 0 ? '' : `, ${passedOver.length} not compared`
    console.log(`${id}: ${differences.length} of ${compared} differ${left}`)
    for (const { what, expected, found, hits = [] } of differences) {
      console.log(`  ${what}: expected ${expected}, found ${found}`)
      for (const { kind, hitId, subject, at, triggerId } of hits)
        console.log(`    ${kind} ${hitId} ${subject} ${new Date(at).toISOString()} ${triggerId}`)
    }
    for (const { ruleId, why } of passedOver) console.log(`  not compared: ${ruleId} (${why})`)
  }
  if (differing > 0) throw new Error(`${differing} things differ`)
}
