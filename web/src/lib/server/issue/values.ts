import { eventTypeNamed } from '@mingjing/rules/events/catalogue.ts'
import type { Field } from '@mingjing/rules/events/field.ts'
import { fields } from '@mingjing/rules/events/fields.ts'
import type { CheckedPeerRule, CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { EvidenceEvent } from '@mingjing/sql/postgres/schema.ts'
import type { EvidenceView, ShownValue, Words } from '#lib/issue/view.ts'

const dictionary: Readonly<Record<string, Field>> = fields

const envelope: Readonly<Record<string, { kind: ShownValue['kind']; zh: string; en: string }>> = {
  id: { kind: 'text', zh: '事件编号', en: 'Event id' },
  source: { kind: 'text', zh: '来源系统', en: 'Source' },
  type: { kind: 'text', zh: '事件类型', en: 'Event type' },
  time: { kind: 'moment', zh: '发生时间', en: 'Time' },
  subject: { kind: 'text', zh: '标的', en: 'Subject' },
  orgunit: { kind: 'text', zh: '机构', en: 'Unit' },
}

const plain = (value: unknown): ShownValue['value'] =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null

/** A data or envelope field with its name and unit. */
const fieldValue = (name: string, value: unknown): ShownValue => {
  const field = dictionary[name] ?? envelope[name]
  const unit = dictionary[name]?.unit ?? null
  return {
    name,
    label: field ? { zh: field.zh, en: field.en } : { zh: name, en: name },
    kind: field?.kind ?? kindOf(value),
    unit,
    value: plain(value),
  }
}

const kindOf = (value: unknown): ShownValue['kind'] =>
  typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'double' : 'text'

const aggregate: Readonly<Record<string, Words>> = {
  count: { zh: '次数', en: 'count' },
  sum: { zh: '合计', en: 'sum' },
  avg: { zh: '平均', en: 'average' },
  min: { zh: '最小', en: 'smallest' },
  max: { zh: '最大', en: 'largest' },
  distinct: { zh: '不同个数', en: 'distinct' },
}

/** A measure's value: money when it sums or compares a money field. */
const measureValue = (rule: CheckedRule | null, name: string, value: unknown): ShownValue => {
  const measure = rule?.kind === 'window' ? rule.measures.find((each) => each.name === name) : undefined
  const of = measure?.of && 'name' in measure.of ? String(measure.of.name) : null
  const field = of === null ? undefined : dictionary[of]
  const node = rule?.flow?.graph.nodes.find((each) => each.name === name)
  if (node)
    return {
      name,
      label: { zh: `${node.zh}次数`, en: `${node.en}, times` },
      kind: 'int',
      unit: null,
      value: plain(value),
    }
  const how = measure ? aggregate[measure.function] : undefined
  const money = field?.kind === 'fen' && measure?.function !== 'distinct'
  return {
    name,
    label: how
      ? { zh: `${field?.zh ?? ''}${how.zh}（${name}）`, en: `${field?.en ?? ''} ${how.en} (${name})`.trim() }
      : { zh: name, en: name },
    kind: money && typeof value === 'number' ? 'fen' : typeof value === 'number' ? 'int' : kindOf(value),
    unit: money ? 'fen' : null,
    value: plain(value),
  }
}

/** The value of a day, or the mean of the days it was compared with, written as sum and count. */
const dayValue = (rule: CheckedPeerRule, name: string, value: unknown): ShownValue => {
  const of = rule.of && 'name' in rule.of ? dictionary[String(rule.of.name)] : undefined
  const how = aggregate[rule.function]!
  const money = of?.kind === 'fen' && rule.function !== 'distinct'
  const counted = { zh: `${of?.zh ?? ''}${how.zh}`, en: `${of?.en ?? ''} ${how.en}`.trim() }
  const unit = money ? 'fen' : null
  if (name === 'value') {
    const label = { zh: `当日${counted.zh}`, en: `${counted.en} of the day` }
    return { name, label, kind: money ? 'fen' : 'int', unit, value: plain(value) }
  }
  const [sum, count] = String(value).split('/')
  const label = {
    zh: `此前日均${counted.zh}${count === undefined ? '' : `（${count} 个日值）`}`,
    en: `${counted.en} a day before${count === undefined ? '' : ` (${count} daily values)`}`,
  }
  const mean = count === undefined ? null : Number(sum) / Number(count)
  const shown = mean === null ? null : money ? Math.round(mean) : mean
  return { name, label, kind: money ? 'fen' : 'double', unit, value: shown }
}

/** A field of the first event of a sequence. */
const firstValue = (name: string, value: unknown): ShownValue => {
  const { label, ...field } = fieldValue(name.slice('first.'.length), value)
  return { ...field, name, label: { zh: `先前${label.zh}`, en: `${label.en}, first event` } }
}

/** The values of a hit, apart from the thresholds that applied. */
export const hitValues = (
  rule: CheckedRule | null,
  values: Readonly<Record<string, unknown>>,
): { values: ShownValue[]; parameters: ShownValue[] } => {
  const shown: ShownValue[] = []
  const parameters: ShownValue[] = []
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith('param.')) {
      const parameter = name.slice('param.'.length)
      const unit = rule?.params[parameter]?.unit ?? null
      const kind = unit === 'fen' ? 'fen' : kindOf(value)
      parameters.push({ name: parameter, label: { zh: parameter, en: parameter }, kind, unit, value: plain(value) })
    } else if (name.startsWith('first.')) shown.push(firstValue(name, value))
    else if (rule?.kind === 'peer' && (name === 'value' || name === 'baseline')) shown.push(dayValue(rule, name, value))
    else if (name in dictionary || name in envelope) shown.push(fieldValue(name, value))
    else shown.push(measureValue(rule, name, value))
  }
  return { values: shown, parameters }
}

/** An event of the evidence with its fields by name, in the order of the contract. */
export const evidenceView = (event: EvidenceEvent): EvidenceView => {
  const type = eventTypeNamed(event.type)
  const known = [...(type?.required ?? []), ...(type?.optional ?? [])] as string[]
  const rank = (name: string): number => (known.includes(name) ? known.indexOf(name) : known.length)
  const names = Object.keys(event.data).filter((name) => name !== 'actor' && event.data[name] != null)
  return {
    ref: `${event.source}#${event.id}`,
    type: event.type,
    title: type ? { zh: type.zh, en: type.en } : { zh: event.type, en: event.type },
    time: event.time,
    orgunit: event.orgunit,
    actor: typeof event.data.actor === 'string' ? event.data.actor : null,
    values: names.sort((a, b) => rank(a) - rank(b)).map((name) => fieldValue(name, event.data[name])),
  }
}
