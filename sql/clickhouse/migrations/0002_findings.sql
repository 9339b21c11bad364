-- What rules found. Never updated: a hit that a re-check refuted is appended again with sign -1.
CREATE TABLE IF NOT EXISTS hits
(
    hit_id String,
    rule_id LowCardinality(String),
    rule_version UInt32,
    stage LowCardinality(String),
    rule_group LowCardinality(String),
    severity LowCardinality(String),
    opens LowCardinality(String),
    class LowCardinality(String),
    key String,
    step LowCardinality(String),
    subject String,
    orgunit LowCardinality(String),
    product LowCardinality(Nullable(String)),
    channel LowCardinality(Nullable(String)),
    actor Nullable(String),
    at DateTime64(3, 'UTC'),
    trigger_id String,
    trigger_at DateTime64(3, 'UTC'),
    evidence Array(String),
    amount Nullable(Int64),
    values String CODEC(ZSTD(1)),
    rule_set LowCardinality(String),
    partition UInt16,
    seq UInt64,
    seen_at DateTime64(3, 'UTC'),
    sign Int8 DEFAULT 1,
    INDEX by_hit hit_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_subject subject TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_actor actor TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (rule_id, at, hit_id)
SETTINGS non_replicated_deduplication_window = 10000
--> statement-breakpoint
-- A subject reached a step. Corrections come as a pair of rows, the old one with sign -1.
CREATE TABLE IF NOT EXISTS milestones
(
    subject String,
    step LowCardinality(String),
    at DateTime64(3, 'UTC'),
    since_previous_s Nullable(Int64),
    since_start_s Nullable(Int64),
    orgunit LowCardinality(String),
    product LowCardinality(Nullable(String)),
    channel LowCardinality(Nullable(String)),
    actor Nullable(String),
    decision LowCardinality(Nullable(String)),
    mode LowCardinality(Nullable(String)),
    suggestion LowCardinality(Nullable(String)),
    amount Nullable(Int64),
    working_s_since_start Nullable(Int64),
    sign Int8 DEFAULT 1,
    partition UInt16,
    seq UInt64,
    INDEX by_subject subject TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (step, at, subject)
SETTINGS non_replicated_deduplication_window = 10000
--> statement-breakpoint
-- Every change of a deadline; the newest by (seq, at) tells its state.
CREATE TABLE IF NOT EXISTS deadlines
(
    rule_id LowCardinality(String),
    rule_version UInt32,
    key String,
    subject String,
    orgunit LowCardinality(String),
    product LowCardinality(Nullable(String)),
    actor Nullable(String),
    trigger_id String,
    opened_at DateTime64(3, 'UTC'),
    due_at DateTime64(3, 'UTC'),
    state LowCardinality(String),
    step LowCardinality(Nullable(String)),
    at DateTime64(3, 'UTC'),
    partition UInt16,
    seq UInt64,
    INDEX by_subject subject TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(due_at)
ORDER BY (rule_id, due_at, key, trigger_id, seq)
SETTINGS non_replicated_deduplication_window = 10000
--> statement-breakpoint
-- One row per block the worker finished: what came in, what became of it, and up to when time was judged.
CREATE TABLE IF NOT EXISTS blocks
(
    topic LowCardinality(String),
    partition UInt16,
    seq UInt64,
    from_offset UInt64,
    to_offset UInt64,
    clock DateTime64(3, 'UTC'),
    rule_set LowCardinality(String),
    watermark DateTime64(3, 'UTC'),
    events UInt64,
    ok UInt64,
    late UInt64,
    duplicates UInt64,
    dead_letters UInt64,
    skipped UInt64,
    hits UInt64,
    open_deadlines UInt64,
    window_keys UInt64
)
ENGINE = MergeTree
ORDER BY (topic, partition, seq)
SETTINGS non_replicated_deduplication_window = 10000
