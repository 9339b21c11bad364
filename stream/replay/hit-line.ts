import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { compareText } from '@mingjing/rules/hits/order.ts'

/** A hit as a line of NDJSON, its members and values in one order, so that equal hits are equal bytes. */
export const hitLine = (hit: Hit): string =>
  JSON.stringify({
    hitId: hit.hitId,
    ruleId: hit.ruleId,
    ruleVersion: hit.ruleVersion,
    key: hit.key,
    step: hit.step,
    subject: hit.subject,
    at: hit.at,
    triggerId: hit.triggerId,
    evidence: hit.evidence,
    severity: hit.severity,
    amount: hit.amount,
    values: Object.fromEntries(Object.entries(hit.values).sort(([a], [b]) => compareText(a, b))),
  })
