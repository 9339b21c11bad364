import type { EventTypeName } from '../events/catalogue.ts'
import type { CheckedRule } from './checked.ts'

/** Types of the events a rule reads, each once; none for a score, which reads hits. */
export const typesRead = (rule: CheckedRule): EventTypeName[] => [...new Set(named(rule))]

const named = (rule: CheckedRule): readonly EventTypeName[] => {
  if (rule.flow) return rule.flow.graph.nodes.flatMap(({ types }) => types)
  switch (rule.kind) {
    case 'match':
    case 'peer':
      return rule.on
    case 'score':
      return []
    case 'window':
      return [...rule.on, ...rule.measures.flatMap(({ over }) => over)]
    case 'deadline':
      return [...rule.on, ...rule.expect, ...rule.pause, ...rule.resume, ...rule.restart]
    case 'sequence':
      return [...rule.on, ...rule.then, ...rule.without]
  }
}
