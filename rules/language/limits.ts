/**
 * What a rule may cost. Rules are written by users: these bounds and the linear-time regular expressions are what keeps
 * one rule from stopping the bank's supervision.
 */
export const limits = {
  fileCharacters: 64_000,
  fileDepth: 24,
  mappingKeys: 200,
  /** Problems told of one file; nobody mends more at once. */
  problems: 20,
  expressionCharacters: 2_000,
  expressionNodes: 200,
  expressionDepth: 24,
  listItems: 200,
  listEntries: 5_000,
  /** Entries of one value in a list: all are looked through when the value is looked up. */
  entriesOfValue: 50,
  patternCharacters: 200,
  /** Instructions of the compiled pattern; each may run once a character of the text. */
  patternProgram: 500,
  measures: 8,
  /** Rules one score weighs. */
  scored: 20,
  /** Nodes and steps of one flow. */
  flowNodes: 40,
  flowEdges: 200,
  /** Local days of a baseline. */
  baselineDays: 366,
  /** What a baseline may be multiplied by, or standard deviations. */
  peerBound: 1_000,
  reminders: 5,
  parameters: 20,
  keyFields: 4,
  eventTypes: 12,
  tests: 60,
  /** Sum over all expressions, see ./cost.ts. */
  cost: 2_000,
  /** What a rule may cost while it runs, in ../engine/budget.ts: beyond it is stopped. */
  running: { held: 4_000_000, stepsALook: 1_000, stepsAtOnce: 500_000, looksBetweenCounts: 4_096 },
} as const
