import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { Registers, Risk } from '@mingjing/rules/registers/registers.ts'
import type { Scope } from '@mingjing/sql/access/scope.ts'
import { addDays, dayOf } from '@mingjing/sql/indicators/period.ts'
import { runIndicator } from '@mingjing/sql/indicators/run.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { Words } from '#lib/issue/view.ts'

/** A rule as the registers lead to it. */
export interface RegisteredRule {
  id: string
  title: Words
  stage: string
  severity: string
  tests: number
  /** Hits in the days asked for, within the caller's subtree; null where they cannot be counted. */
  hits: number | null
}

export interface RegisteredClause {
  clause: string
  en: string
  from: string | null
  to: string | null
  rules: RegisteredRule[]
}

export interface RegisteredRisk extends Words {
  id: string
  stage: string
  node: string
  who: Words
  cost: Words
  without: Words | null
  rules: RegisteredRule[]
}

export interface Register {
  /** Days hits are counted over, today included. */
  days: number
  clauses: RegisteredClause[]
  /** Rules that rest on the bank's own policy alone. */
  policy: RegisteredRule[]
  risks: RegisteredRisk[]
}

const days = 30

export const riskNamed = ({ stages }: Registers, id: string): (Words & { id: string }) | null => {
  const found = stages.flatMap(({ risks }) => risks).find((risk) => risk.id === id)
  return found ? { id, zh: found.zh, en: found.en } : null
}

/** Clause → rules → tests → hits, and risk → rules: the walk an examiner takes. */
export const registerOf = async (runtime: Runtime, scope: Scope, bundle: Bundle): Promise<Register> => {
  const tomorrow = addDays(dayOf(Date.now()), 1)
  const counted = await runIndicator(runtime, scope, {
    id: 'supervision.hits',
    from: addDays(tomorrow, -days),
    to: tomorrow,
    by: ['rule'],
    filters: {},
  })
  const hits = counted.kind === 'ok' ? new Map(counted.rows.map((row) => [row.key.rule, row.value ?? 0])) : null
  const shown = ({ id, title, stage, severity, tests }: CheckedRule): RegisteredRule => ({
    id,
    title,
    stage,
    severity,
    tests: tests.length,
    hits: hits && (hits.get(id) ?? 0),
  })
  const those = (chosen: (rule: CheckedRule) => boolean) => bundle.rules.filter(chosen).map(shown)
  const cites = (rule: CheckedRule, clause: string) =>
    rule.basis !== 'bank policy' && rule.basis.some((one) => one.clause === clause)
  const { clauses, stages } = runtime.registers
  return {
    days,
    clauses: clauses.map(({ clause, en, from = null, to = null }) => ({
      ...{ clause, en, from, to },
      rules: those((rule) => cites(rule, clause)),
    })),
    policy: those((rule) => rule.basis === 'bank policy'),
    risks: stages.flatMap(({ stage, risks }) =>
      risks.map((risk: Risk) => ({
        ...risk,
        stage,
        without: risk.without ?? null,
        rules: those((rule) => rule.covers === risk.id),
      })),
    ),
  }
}
