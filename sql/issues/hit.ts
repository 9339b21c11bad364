import type { Hit } from '@mingjing/rules/hits/hit.ts'
import type { Opens, Stage } from '@mingjing/rules/language/rule.ts'
import type { EvidenceEvent, IssueClass } from '../postgres/schema.ts'

/** A hit with what its rule and its trigger say about it: what an issue is made of. */
export interface IssueHit extends Hit {
  readonly stage: Stage
  readonly ruleGroup: string
  readonly opens: Opens
  readonly class: IssueClass
  readonly orgunit: string
  readonly product: string | null
  readonly channel: string | null
  /** Staff member of the trigger, if any. */
  readonly actor: string | null
  readonly ruleSet: string
  readonly titleZh: string
  readonly titleEn: string
  /** Events of the evidence that are at hand, trigger included; the rest is looked up when the issue is shown. */
  readonly copies: readonly EvidenceEvent[]
}

/** What a hit leads to. A step that reminds opens nothing, whatever its rule opens when the time is over. */
export const leadsTo = (hit: Pick<IssueHit, 'opens' | 'step'>): Opens =>
  hit.opens === 'record' ? 'record' : hit.step.startsWith('remind') ? 'remind' : hit.opens
