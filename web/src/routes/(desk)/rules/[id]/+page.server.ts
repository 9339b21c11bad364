import { ancestors, contains } from '@mingjing/rules/events/orgunit.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import { runRuleTests } from '@mingjing/rules/testing/run.ts'
import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { countOpenChanges } from '@mingjing/sql/changes/list.ts'
import { mayPropose } from '@mingjing/sql/changes/propose.ts'
import { addDays, dayOf } from '@mingjing/sql/indicators/period.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { error } from '@sveltejs/kit'
import { figure } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { readsOf } from '#lib/server/rule/reads.ts'
import { riskNamed } from '#lib/server/rule/register.ts'
import { sayField } from '#lib/server/rule/say-expression.ts'
import { sentenceOf } from '#lib/server/rule/sentence.ts'
import { ruleView } from '#lib/server/rule/view.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

/** Days over which a rule's hits are shown. */
const days = 30

export const load: PageServerLoad = async ({ locals, params }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const bundle = await currentBundle(runtime.postgres.db)
  const rule = bundle?.rules.find((each) => each.id === params.id)
  const view = bundle && ruleView(bundle, params.id)
  if (!bundle || !rule || !view) error(404, { message: 'not found' })
  const tomorrow = addDays(dayOf(Date.now()), 1)
  const period = { from: addDays(tomorrow, -days), to: tomorrow }
  const filters = { orgunit: person.orgunit, rule: params.id }
  const isTheirs = (unit: string) => contains(person.orgunit, unit) || ancestors(person.orgunit).includes(unit)
  const scope = scopeOf(person)
  const [hits, amount, waiting] = await Promise.all([
    figure(runtime, person, { id: 'supervision.hits', ...period, by: ['day'], filters }),
    figure(runtime, person, { id: 'supervision.amount', ...period, by: [], filters }),
    may(scope, 'changes:read') ? countOpenChanges(runtime.postgres.db, scope, params.id) : null,
  ])
  return {
    rule: {
      ...view,
      kind: rule.flow ? 'flow' : rule.kind,
      stage: rule.stage,
      severity: rule.severity,
      opens: rule.opens,
      class: rule.class,
      expectedRate: rule.expectedRate,
      sentence: sentenceOf(rule, bundle),
      covers: rule.covers === null ? null : riskNamed(runtime.registers, rule.covers),
      key: rule.key.map(({ name }) => sayField(name)),
      reads: readsOf(rule, bundle),
      parameters: Object.entries(rule.params).map(([name, { default: value, unit, min, max }]) => ({
        name,
        value,
        unit,
        min,
        max,
        at: Object.entries(bundle.parameters[rule.id]?.[name] ?? {})
          .filter(([orgunit]) => isTheirs(orgunit))
          .map(([orgunit, own]) => ({ orgunit, value: own })),
      })),
      source: bundle.files.find(({ path }) => path === rule.path)?.text ?? '',
      tests: testsOf(rule, bundle),
    },
    mayPropose: mayPropose(scope, person.orgunit),
    waiting,
    days,
    period,
    hits,
    amount,
  }
}

/** Each test with whether both evaluators answer as it says. */
const testsOf = (rule: CheckedRule, bundle: Parameters<typeof runRuleTests>[1]) => {
  const outcomes = Map.groupBy(runRuleTests(rule, bundle), ({ test }) => test)
  return rule.tests.map(({ name, hits }) => ({
    name,
    hits: typeof hits === 'number' ? hits : hits.length,
    passed: (outcomes.get(name) ?? []).every(({ passed }) => passed),
  }))
}
