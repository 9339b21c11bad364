-- What a run of the retention must not delete: by kind the values, and a mark that is written last. The run's deletion asks
-- for the mark, so that one that goes on after a crash deletes nothing of what this list lost.
CREATE TABLE IF NOT EXISTS retention_kept
(
    run String,
    kind LowCardinality(String),
    value String
)
ENGINE = MergeTree
ORDER BY (run, kind, value)
SETTINGS non_replicated_deduplication_window = 10000
