import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import { parseDuration } from '@mingjing/rules/language/duration.ts'
import { measuresOf } from '@mingjing/rules/language/peer.ts'
import type { Node } from '@mingjing/rules/language/tree.ts'
import { m } from '#lib/paraglide/messages.js'
import { writeParameter } from '#lib/rule/write-parameter.ts'
import { inWords } from '#lib/words/language.ts'
import { severityName } from '#lib/words/named.ts'
import { flowWords } from './flow.ts'
import { type Speaker, sayCondition, sayExpression, sayField } from './say-expression.ts'
import { asSentence, sayEvents, saySpan } from './say-names.ts'

/** A rule as a sentence of policy in the reader's language, and what it lists. */
export interface Sentence {
  text: string
  items: string[]
}

/** Null for a kind that is shown by its condition only. */
export const sentenceOf = (rule: CheckedRule, bundle: Bundle): Sentence | null => {
  if (rule.flow) {
    const standing = (name: string) => {
      const parameter = rule.params[name]
      return parameter ? writeParameter(parameter.default, parameter.unit === 'count' ? null : parameter.unit) : name
    }
    const said = inWords(flowWords(bundle, rule.flow)).replace(/param\.(\w+)/g, (_, name: string) => standing(name))
    const [text = '', ...items] = said.split('\n')
    return { text, items }
  }
  const by: Speaker = {
    params: rule.params,
    measures: rule.kind === 'window' ? rule.measures : rule.kind === 'peer' ? measuresOf(rule) : [],
    ...(rule.kind === 'peer' && { byDay: true }),
    listName: (name) => {
      const list = bundle.lists.find((each) => each.name === name)
      return list ? inWords(list) : name
    },
  }
  const those = (types: readonly string[], where: Node | null): string =>
    sayEvents(types) + (where ? m.say_those_where({ where: sayCondition(where, by) }) : '')
  const key = rule.key.map(({ name }) => sayField(name)).join(m.list_and())
  const on = those(rule.on, rule.where)

  switch (rule.kind) {
    case 'match':
      return alone(m.say_match({ on: sayEvents(rule.on), where: rule.where ? sayCondition(rule.where, by) : '' }))
    case 'window':
      return alone(m.say_window({ on, key, when: sayCondition(rule.when, by) }))
    case 'deadline': {
      const within =
        rule.within.kind === 'param' ? parseDuration(String(rule.params[rule.within.name]!.default))! : rule.within
      const expect = those(rule.expect, rule.expectWhere)
      const remind = rule.remind.map(saySpan).join(m.list_comma())
      const text = m.say_deadline({ on, key, expect, within: saySpan(within) })
      const pause =
        rule.pause.length > 0
          ? m.say_pause({ pause: those(rule.pause, rule.pauseWhere), resume: those(rule.resume, rule.resumeWhere) })
          : ''
      const restart = rule.restart.length > 0 ? m.say_restart({ restart: those(rule.restart, rule.restartWhere) }) : ''
      return alone(text + pause + restart + (remind ? m.say_remind({ remind }) : ''))
    }
    case 'sequence': {
      const text = m.say_sequence({
        on,
        key,
        second: those(rule.then, rule.thenWhere),
        within: saySpan({ kind: 'wall', ms: rule.withinMs }),
      })
      const without = rule.without.length > 0 ? m.say_without({ without: those(rule.without, rule.withoutWhere) }) : ''
      return alone(
        text + without + (rule.when ? m.say_and_when({ when: sayCondition(rule.when, by) }) : '') + m.say_stop(),
      )
    }
    case 'peer': {
      const of = rule.of ? sayExpression(rule.of, by) : ''
      const { days, minimum, against } = rule
      const fields = against?.map(({ name }) => sayField(name)).join(m.list_and())
      const text = m.say_peer({
        key,
        value: sayDay[rule.function]({ of, events: on }),
        days: fields === undefined ? m.say_own_days({ key, days }) : m.say_peer_days({ key, days, fields }),
        minimum,
        far: sayFar[rule.compare][rule.side]({ bound: sayExpression(rule.bound, by) }),
      })
      return alone(text + (rule.when ? m.say_and_when({ when: sayCondition(rule.when, by) }) : '') + m.say_stop())
    }
    case 'score': {
      const bands = rule.bands.map(({ from, severity }) => m.say_band({ from, severity: severityName(severity) }))
      const titleOf = (id: string) => bundle.rules.find((each) => each.id === id)?.title
      return {
        text: asSentence(
          m.say_score({ within: saySpan({ kind: 'wall', ms: rule.withinMs }), bands: bands.join(m.list_comma()) }),
        ),
        items: rule.of.map(({ ruleId, weight }) => {
          const title = titleOf(ruleId)
          return m.say_weight({ rule: title ? inWords(title) : ruleId, weight })
        }),
      }
    }
    default:
      return null
  }
}

const sayDay = {
  count: m.say_day_count,
  sum: m.say_day_sum,
  min: m.say_day_min,
  max: m.say_day_max,
  distinct: m.say_day_distinct,
}
const sayFar = {
  ratio: { over: m.say_ratio_over, below: m.say_ratio_below },
  z: { over: m.say_z_over, below: m.say_z_below },
}

const alone = (text: string): Sentence => ({ text: asSentence(text), items: [] })
