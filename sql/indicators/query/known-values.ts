import { catalogue } from '@mingjing/rules/events/catalogue.ts'
import { fields } from '@mingjing/rules/events/fields.ts'
import { classes } from '@mingjing/rules/language/classes.ts'
import { severities } from '@mingjing/rules/language/severities.ts'
import { stages } from '@mingjing/rules/language/stages.ts'
import { issueStates } from '../../issues/transitions.ts'
import type { Dimension } from '../indicator.ts'
import { lastAge } from '../overdue.ts'
import { isDay } from '../period.ts'
import { startOf } from './grain.ts'

const padded = (count: number) => Array.from({ length: count }, (_, i) => String(i).padStart(2, '0'))

/** The values of dimensions that have a closed list; of the others (campaigns, rules, people …) any text may be one. */
const closed: Readonly<Partial<Record<Dimension, readonly string[]>>> = {
  product: fields.product.values,
  channel: fields.channel.values,
  type: catalogue.map(({ name }) => name),
  severity: severities,
  stage: [...stages, ...fields.stage.values],
  nextStage: fields.stage.values,
  state: issueStates,
  class: classes,
  decision: fields.decision.values,
  mode: fields.mode.values,
  origin: ['rule', 'person'],
  hour: padded(24),
  age: padded(lastAge + 1),
}

/** What is wrong with a value of a dimension, or null. Empty text stands for events that have none. */
export const problemOfValue = (dimension: Dimension, value: string): string | null => {
  if (value === '') return null
  const list = closed[dimension]
  if (list !== undefined) return list.includes(value) ? null : `no such value: ${value} (one of ${list.join(', ')})`
  if (dimension === 'day') return isDay(value) ? null : 'a day, YYYY-MM-DD'
  if (dimension === 'week') return isDay(value) && startOf('week', value) === value ? null : 'a Monday, YYYY-MM-DD'
  if (dimension === 'month') return isDay(`${value}-01`) ? null : 'a month, YYYY-MM'
  return null
}
