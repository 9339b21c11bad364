import { hotColumns } from '@mingjing/rules/events/columns.ts'

/**
 * The DDL of `events`, its typed columns taken from the event contract. Written to migrations/0001_events.sql once; a
 * later change of the contract is a migration of its own with `ALTER TABLE events ADD COLUMN …`, and a test compares
 * what the migrations make with what the contract says.
 */
export const eventsTable =
  (): string => `-- Every accepted event, once. Sorted for back-tests (one type, a span of time); a case, an actor or an id is found by
-- its skip index. \`seen_at\` is the clock of the plan, so that doing a block again writes the same rows.
CREATE TABLE IF NOT EXISTS events
(
    topic LowCardinality(String),
    partition UInt16,
    offset UInt64,
    seq UInt64,
    verdict Enum8('ok' = 1, 'late' = 2),
    rule_set LowCardinality(String),
    id String,
    source LowCardinality(String),
    type LowCardinality(String),
    time DateTime64(3, 'UTC'),
    subject String,
    orgunit LowCardinality(String),
    seen_at DateTime64(3, 'UTC'),
${hotColumns.map((column) => `    ${column.name} ${column.type},`).join('\n')}
    data String CODEC(ZSTD(1)),
    INDEX by_id id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_subject subject TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_customer customer TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_actor actor TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (type, time, source, id)
SETTINGS non_replicated_deduplication_window = 10000
`
