import type { Parameters } from '@mingjing/sql/clickhouse/bind.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Call } from './faults.ts'
import type { Ask } from './path.ts'
import type { Process } from './process.ts'
import type { Sabotage } from './sabotage.ts'

/** Tokens a table remembers: few, so that one who sleeps long can write a block a second time if nothing else stops it. */
const tokensRemembered = 12

interface EventRow {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly source: string
  readonly id: string
  readonly time: string
}

/** Tables in memory whose inserts count once by token, and answers to the three questions a partition asks. */
export const createFakeClickHouse = (ask: Ask, sabotage: Sabotage | null) => {
  const tables = new Map<string, { lines: string[]; tokens: Set<string> }>()
  const tableOf = (name: string) => {
    const table = tables.get(name) ?? { lines: [], tokens: new Set<string>() }
    tables.set(name, table)
    return table
  }
  const events: EventRow[] = []
  const blocks = new Set<number>()

  const insert = (name: string, text: string, token: string): void => {
    const { lines, tokens } = tableOf(name)
    if (tokens.has(token) && sabotage !== 'tokens are not honoured') return
    tokens.add(token)
    if (tokens.size > tokensRemembered) for (const oldest of tokens) if (tokens.delete(oldest)) break
    for (const line of text.split('\n')) {
      if (line === '') continue
      lines.push(line)
      if (name === 'events') events.push(JSON.parse(line))
      if (name === 'blocks') blocks.add((JSON.parse(line) as { seq: number }).seq)
    }
  }

  const questions: { call: Call; part: string; answer: (p: Parameters) => object[] }[] = [
    {
      call: 'is written',
      part: 'SELECT seq FROM blocks',
      answer: ({ seq }) => (blocks.has(seq as number) ? [{ seq }] : []),
    },
    {
      call: 'look up',
      part: 'SELECT source, id FROM events',
      answer: ({ ids, from }) =>
        events.filter((row) => (ids as string[]).includes(row.id) && row.offset < (from as number)),
    },
    {
      call: 'refill',
      part: 'toUnixTimestamp64Milli(time) AS at FROM events',
      answer: ({ next, floor }) =>
        events
          .map(({ source, id, time, offset }) => ({ source, id, offset, at: Date.parse(`${time.replace(' ', 'T')}Z`) }))
          .filter(({ offset, at }) => offset < (next as number) && at >= (floor as number)),
    },
  ]

  const connect = (process: Process): ClickHouse => {
    const clickhouse: ClickHouse = {
      kind: 'server',
      query: <T>(sql: string, parameters: Parameters = {}) => {
        const question = questions.find(({ part }) => sql.includes(part))
        if (!question) throw new Error(`nobody asks this of a simulated ClickHouse: ${sql}`)
        return ask(process, question.call, `seq ${parameters.seq ?? '-'}`, () => question.answer(parameters) as T[])
      },
      insert: (table, rows, { token }) =>
        ask(process, `insert ${table}` as Call, token, () => insert(table, String(rows), token)),
      command: async () => {},
      reader: () => clickhouse,
      close: async () => {},
    }
    return clickhouse
  }
  return {
    connect,
    /** Rows of a table as they were inserted. */
    rows: (table: string): readonly string[] => tableOf(table).lines,
    hasBlock: (seq: number) => blocks.has(seq),
  }
}
export type FakeClickHouse = ReturnType<typeof createFakeClickHouse>
