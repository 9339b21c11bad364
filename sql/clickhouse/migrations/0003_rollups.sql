-- Sums behind materialised views. Every target has the deduplication window too: a block inserted twice with one token
-- counts once here as well. `product` and `channel` are empty where the event has none. Days are the bank's days.
CREATE TABLE IF NOT EXISTS events_by_minute
(
    minute DateTime('UTC'),
    orgunit LowCardinality(String),
    product LowCardinality(String),
    channel LowCardinality(String),
    type LowCardinality(String),
    events SimpleAggregateFunction(sum, UInt64),
    late SimpleAggregateFunction(sum, UInt64),
    amount SimpleAggregateFunction(sum, Int64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (type, minute, orgunit, product, channel)
SETTINGS non_replicated_deduplication_window = 10000
--> statement-breakpoint
CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_minute TO events_by_minute AS
SELECT
    toStartOfMinute(time, 'UTC') AS minute,
    orgunit,
    ifNull(toString(product), '') AS product,
    ifNull(toString(channel), '') AS channel,
    type,
    count() AS events,
    countIf(verdict = 'late') AS late,
    sum(ifNull(amount, 0)) AS amount
FROM events
GROUP BY minute, orgunit, product, channel, type
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS events_by_day
(
    day Date,
    orgunit LowCardinality(String),
    product LowCardinality(String),
    channel LowCardinality(String),
    type LowCardinality(String),
    events SimpleAggregateFunction(sum, UInt64),
    late SimpleAggregateFunction(sum, UInt64),
    amount SimpleAggregateFunction(sum, Int64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(day)
ORDER BY (type, day, orgunit, product, channel)
SETTINGS non_replicated_deduplication_window = 10000
--> statement-breakpoint
CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_day TO events_by_day AS
SELECT
    toDate(time, 'Asia/Shanghai') AS day,
    orgunit,
    ifNull(toString(product), '') AS product,
    ifNull(toString(channel), '') AS channel,
    type,
    count() AS events,
    countIf(verdict = 'late') AS late,
    sum(ifNull(amount, 0)) AS amount
FROM events
GROUP BY day, orgunit, product, channel, type
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS hits_by_minute
(
    minute DateTime('UTC'),
    orgunit LowCardinality(String),
    product LowCardinality(String),
    channel LowCardinality(String),
    stage LowCardinality(String),
    severity LowCardinality(String),
    rule_id LowCardinality(String),
    class LowCardinality(String),
    hits SimpleAggregateFunction(sum, Int64),
    amount SimpleAggregateFunction(sum, Int64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (minute, rule_id, orgunit, product, channel, stage, severity, class)
SETTINGS non_replicated_deduplication_window = 10000
--> statement-breakpoint
CREATE MATERIALIZED VIEW IF NOT EXISTS hits_to_minute TO hits_by_minute AS
SELECT
    toStartOfMinute(at, 'UTC') AS minute,
    orgunit,
    ifNull(toString(product), '') AS product,
    ifNull(toString(channel), '') AS channel,
    stage,
    severity,
    rule_id,
    class,
    sum(toInt64(sign)) AS hits,
    sum(toInt64(sign) * ifNull(amount, 0)) AS amount
FROM hits
GROUP BY minute, orgunit, product, channel, stage, severity, rule_id, class
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS hits_by_day
(
    day Date,
    orgunit LowCardinality(String),
    product LowCardinality(String),
    channel LowCardinality(String),
    stage LowCardinality(String),
    severity LowCardinality(String),
    rule_id LowCardinality(String),
    class LowCardinality(String),
    hits SimpleAggregateFunction(sum, Int64),
    reminders SimpleAggregateFunction(sum, Int64),
    amount SimpleAggregateFunction(sum, Int64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(day)
ORDER BY (day, rule_id, orgunit, product, channel, stage, severity, class)
SETTINGS non_replicated_deduplication_window = 10000
--> statement-breakpoint
CREATE MATERIALIZED VIEW IF NOT EXISTS hits_to_day TO hits_by_day AS
SELECT
    toDate(at, 'Asia/Shanghai') AS day,
    orgunit,
    ifNull(toString(product), '') AS product,
    ifNull(toString(channel), '') AS channel,
    stage,
    severity,
    rule_id,
    class,
    sum(toInt64(sign)) AS hits,
    sumIf(toInt64(sign), startsWith(step, 'remind')) AS reminders,
    sum(toInt64(sign) * ifNull(amount, 0)) AS amount
FROM hits
GROUP BY day, orgunit, product, channel, stage, severity, rule_id, class
--> statement-breakpoint
-- Durations are kept as a map from whole seconds to the number of cases, so that quantiles stay exact over any span
-- and a correction takes the old duration out again.
CREATE TABLE IF NOT EXISTS milestones_by_day
(
    day Date,
    orgunit LowCardinality(String),
    product LowCardinality(String),
    channel LowCardinality(String),
    step LowCardinality(String),
    decision LowCardinality(String),
    mode LowCardinality(String),
    suggestion LowCardinality(String),
    cases SimpleAggregateFunction(sum, Int64),
    amount SimpleAggregateFunction(sum, Int64),
    since_start SimpleAggregateFunction(sumMap, Tuple(Array(Int64), Array(Int64))),
    since_previous SimpleAggregateFunction(sumMap, Tuple(Array(Int64), Array(Int64))),
    working SimpleAggregateFunction(sumMap, Tuple(Array(Int64), Array(Int64)))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(day)
ORDER BY (step, day, orgunit, product, channel, decision, mode, suggestion)
SETTINGS non_replicated_deduplication_window = 10000
--> statement-breakpoint
CREATE MATERIALIZED VIEW IF NOT EXISTS milestones_to_day TO milestones_by_day AS
SELECT
    toDate(at, 'Asia/Shanghai') AS day,
    orgunit,
    ifNull(toString(product), '') AS product,
    ifNull(toString(channel), '') AS channel,
    step,
    ifNull(toString(decision), '') AS decision,
    ifNull(toString(mode), '') AS mode,
    ifNull(toString(suggestion), '') AS suggestion,
    sum(toInt64(sign)) AS cases,
    sum(toInt64(sign) * ifNull(amount, 0)) AS amount,
    sumMap(
        if(isNull(since_start_s), CAST([] AS Array(Int64)), [assumeNotNull(since_start_s)]),
        if(isNull(since_start_s), CAST([] AS Array(Int64)), [toInt64(sign)])
    ) AS since_start,
    sumMap(
        if(isNull(since_previous_s), CAST([] AS Array(Int64)), [assumeNotNull(since_previous_s)]),
        if(isNull(since_previous_s), CAST([] AS Array(Int64)), [toInt64(sign)])
    ) AS since_previous,
    sumMap(
        if(isNull(working_s_since_start), CAST([] AS Array(Int64)), [assumeNotNull(working_s_since_start)]),
        if(isNull(working_s_since_start), CAST([] AS Array(Int64)), [toInt64(sign)])
    ) AS working
FROM milestones
GROUP BY day, orgunit, product, channel, step, decision, mode, suggestion
