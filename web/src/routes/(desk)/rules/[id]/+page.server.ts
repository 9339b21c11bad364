import { eventTypeNamed } from '@mingjing/rules/events/catalogue.ts'
import { fields } from '@mingjing/rules/events/fields.ts'
import { addDays, dayOf } from '@mingjing/sql/indicators/period.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { error } from '@sveltejs/kit'
import { figure } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { ruleView, writtenRule } from '#lib/server/rule/view.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { PageServerLoad } from './$types'

const dictionary: Readonly<Record<string, { zh: string; en: string } | undefined>> = fields
const named = (type: string) => {
  const found = eventTypeNamed(type)
  return { name: type, zh: found?.zh ?? type, en: found?.en ?? type }
}

export const load: PageServerLoad = async ({ locals, params }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const bundle = await currentBundle(runtime.postgres.db)
  const rule = bundle?.rules.find((each) => each.id === params.id)
  const view = bundle && ruleView(bundle, params.id)
  if (!bundle || !rule || !view) error(404, { message: 'not found' })
  const tomorrow = addDays(dayOf(Date.now()), 1)
  return {
    rule: {
      ...view,
      kind: rule.flow ? 'flow' : rule.kind,
      stage: rule.stage,
      severity: rule.severity,
      opens: rule.opens,
      class: rule.class,
      on: rule.on.map(named),
      expect: rule.kind === 'deadline' ? rule.expect.map(named) : [],
      key: rule.key.map((part) => ({
        name: part.name,
        ...(dictionary[part.name] ?? { zh: part.name, en: part.name }),
      })),
      parameters: Object.entries(rule.params).map(([name, { default: value, unit }]) => ({ name, value, unit })),
      measures:
        rule.kind === 'window' && !rule.flow
          ? Object.entries(
              (writtenRule(bundle, rule) as { measures?: Record<string, object> } | null)?.measures ?? {},
            ).map(([name, measure]) => ({ name, text: JSON.stringify(measure) }))
          : [],
      tests: rule.tests.map((test) => ({
        name: test.name,
        hits: typeof test.hits === 'number' ? test.hits : test.hits.length,
      })),
    },
    hits: await figure(runtime, person, {
      id: 'supervision.hits',
      from: addDays(tomorrow, -30),
      to: tomorrow,
      by: ['day'],
      filters: { orgunit: person.orgunit, rule: params.id },
    }),
  }
}
