import { dimensions } from '@mingjing/sql/indicators/indicator.ts'
import { periodNames } from '@mingjing/sql/indicators/query/named-period.ts'
import {
  comparisons,
  levels,
  mostCells,
  mostDimensions,
  mostIndicators,
} from '@mingjing/sql/indicators/query/question.ts'
import { isFilter } from '@mingjing/sql/indicators/query/read-query.ts'
import { day, type Endpoint, list, moment, query, text } from './endpoint.ts'

const number = { type: ['number', 'null'] }
const figure = {
  value: { ...number, description: 'in the unit of the indicator; null where there is nothing to tell it from' },
  numerator: number,
  denominator: number,
  less: { type: 'object', description: 'what a difference of shares takes off' },
  interval: { type: ['object', 'null'], description: '95 %, of a difference of shares' },
}
const cells = {
  type: 'object',
  description: 'by id of the indicator',
  additionalProperties: {
    type: 'object',
    required: ['value'],
    properties: {
      ...figure,
      comparison: {
        type: ['object', 'null'],
        description: '`of` is its own day, week or month; null where none stands for this one',
        properties: { ...figure, of: text },
      },
      goal: { ...number, description: 'with compare=goal' },
      gap: { ...number, description: 'share of the goal it is off by; below 0 is behind, whichever way is good' },
    },
  },
}

/** Several numbers of the catalogue by the same groups. */
export const queryFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/query',
    summary: `Several numbers by the same groups, within the caller’s units; at most ${mostCells} numbers (rows × indicators)`,
    grant: 'indicators:read',
    parameters: [
      query('indicator', `ids separated by commas, at most ${mostIndicators}`),
      query('by', `dimensions every one of them has, separated by commas, at most ${mostDimensions}`),
      query('level', 'what `unit` in `by` means; default the level below the unit looked at', {
        enum: Object.keys(levels),
      }),
      query('period', `relative to the day the numbers reach: ${periodNames.join(', ')}; default last-30-days`),
      query('from', 'instead of `period`: the first day', day),
      query('to', 'the day after the last', day),
      query('compare', 'with another period, or with what was to be reached', { enum: comparisons }),
      query('window', 'days after being put on a campaign’s list within which answers count; default 90', {
        enum: [14, 30, 90],
      }),
      query('order', 'a dimension or an indicator, `-` before it for the largest first; default the dimensions'),
      query('limit', 'rows, default 1000; `leftOut` says how many groups there are beyond them', { type: 'integer' }),
      ...dimensions
        .filter(isFilter)
        .map((name) =>
          query(name, name === 'orgunit' ? 'a unit and everything below it' : `only those with this ${name}`),
        ),
    ],
    answer: {
      words: 'groups with their numbers; totals are counted, not added up from the groups',
      schema: {
        type: 'object',
        required: ['asOf', 'indicators', 'period', 'finished', 'unfinished', 'totals', 'rows', 'groups', 'leftOut'],
        properties: {
          asOf: { ...moment, type: ['string', 'null'], description: 'everything before it is in the numbers' },
          indicators: list({
            type: 'object',
            properties: {
              id: text,
              name: { type: 'object' },
              unit: text,
              better: text,
              over: text,
              addsUp: { type: 'boolean', description: 'whether the groups add up to the total' },
            },
          }),
          period: { type: 'object', properties: { from: day, to: day } },
          finished: { type: 'boolean', description: 'whether events reach to the end of the period' },
          unfinished: { ...list(text), description: 'days, weeks or months whose events are not all there yet' },
          partial: { ...list(text), description: 'weeks or months the period covers in part only' },
          comparison: { type: ['object', 'null'], description: '`kind`, and the `period` compared with' },
          totals: cells,
          rows: list({
            type: 'object',
            required: ['key', 'cells'],
            properties: { key: { type: 'object', additionalProperties: text }, cells },
          }),
          groups: { type: 'integer' },
          leftOut: { type: 'integer' },
        },
      },
    },
  },
]
