import type { IssueHit } from '@mingjing/sql/issues/hit.ts'
import { openIssuesFromHits } from '@mingjing/sql/issues/open.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'

const severities = ['low', 'medium', 'medium', 'high', 'critical'] as const
const stages = ['issuance', 'instalment', 'disbursement', 'timeliness', 'post-loan'] as const
const units = ['b01-s01-o1', 'b01-s01', 'b01', 'b02'] as const
const perTransaction = 5_000

/** Opens `count` issues as the worker does, from hits of 60 rules about 2,000 approvers, spread over thirty days. */
export async function openManyIssues(postgres: Postgres, count: number, now: Date): Promise<void> {
  for (let from = 0; from < count; from += perTransaction) {
    const hits = Array.from({ length: Math.min(perTransaction, count - from) }, (_, i) => hit(from + i, now))
    await postgres.db.transaction((tx) =>
      openIssuesFromHits(tx, hits, new Date(now.getTime() - (from % 30) * 86_400_000)),
    )
  }
  await postgres.db.execute('analyze')
}

const hit = (n: number, now: Date): IssueHit => {
  const at = new Date(now.getTime() - (n % 43_200) * 60_000)
  const rule = n % 60
  const actor = `S${String(n % 2_000).padStart(4, '0')}`
  const subject = `app-${n}`
  return {
    hitId: `h${n}`,
    ruleId: `bench.rule-${rule}`,
    ruleVersion: 1,
    key: subject,
    step: 'hit',
    subject,
    at: at.toISOString(),
    triggerId: `/bench#e${n}`,
    evidence: [`/bench#e${n}`],
    severity: severities[n % severities.length]!,
    amount: ((n * 7_919) % 3_000) * 10_000,
    values: { readSeconds: n % 9 },
    stage: stages[rule % stages.length]!,
    ruleGroup: `group-${rule}`,
    opens: 'issue',
    class: 'operational',
    orgunit: units[n % units.length]!,
    product: 'car',
    channel: 'mobile',
    actor,
    ruleSet: 'bench',
    titleZh: `超权限审批，第 ${rule} 条规则`,
    titleEn: `Decided beyond authority, rule ${rule}`,
    copies: [
      {
        source: '/bench',
        id: `e${n}`,
        type: 'approval.decided',
        time: at.getTime(),
        subject,
        orgunit: units[n % units.length]!,
        data: { actor },
      },
    ],
  }
}
