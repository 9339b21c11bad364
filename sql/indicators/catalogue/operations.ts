import { indicator } from '../indicator.ts'

/** M8, M23: whether the numbers themselves can be trusted. They belong to the whole bank, to no unit. */
export const operations = [
  indicator({
    id: 'operations.dead-letters',
    name: { zh: '死信', en: 'Dead letters' },
    definition: { zh: '期间内未通过校验的事件数', en: 'Events refused as invalid in the period' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'deadLetters', value: 'count(*)', at: 'seen_at' } },
    by: ['day', 'week', 'month', 'reason'],
    better: 'less',
    over: 'period',
    owner: 'technology',
    needs: 'operations:read',
  }),
  indicator({
    id: 'operations.lag',
    name: { zh: '处理延迟', en: 'Event lag' },
    definition: {
      zh: '最新一批的时钟与其水位之差，取各分区最大者',
      en: 'Clock of the newest block minus its watermark, the largest of all partitions',
    },
    unit: 'ms',
    formula: {
      kind: 'value',
      of: {
        table: 'newestBlocks',
        value:
          'if(count() = 0, NULL, max(greatest(0, toUnixTimestamp64Milli(clock) - toUnixTimestamp64Milli(watermark))))',
      },
    },
    by: [],
    better: 'less',
    over: 'now',
    owner: 'technology',
    needs: 'operations:read',
  }),
  indicator({
    id: 'operations.late-share',
    name: { zh: '迟到占比', en: 'Late events' },
    definition: {
      zh: '晚于水位到达的事件 ÷ 已受理事件',
      en: 'Events that came behind the watermark ÷ accepted events',
    },
    unit: 'share',
    formula: {
      kind: 'ratio',
      numerator: { table: 'blocks', value: 'sum(late)' },
      denominator: { table: 'blocks', value: 'sum(ok) + sum(late)' },
    },
    by: ['day', 'week', 'month'],
    better: 'less',
    over: 'period',
    owner: 'technology',
    needs: 'operations:read',
  }),
  indicator({
    id: 'operations.duplicates',
    name: { zh: '重复事件', en: 'Duplicates' },
    definition: { zh: '期间内识别并跳过的重复上报数', en: 'Repeated events recognised and passed by in the period' },
    unit: 'count',
    formula: { kind: 'value', of: { table: 'blocks', value: 'sum(duplicates)' } },
    by: ['day', 'week', 'month'],
    better: 'neither',
    over: 'period',
    owner: 'technology',
    needs: 'operations:read',
  }),
]
