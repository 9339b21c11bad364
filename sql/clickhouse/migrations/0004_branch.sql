-- Typed columns of what outlets and business with corporate customers tell; null in every row written before.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS recognised Nullable(Bool) AFTER changed,
    ADD COLUMN IF NOT EXISTS whitelisted Nullable(Bool) AFTER recognised,
    ADD COLUMN IF NOT EXISTS windows Nullable(Int64) AFTER whitelisted,
    ADD COLUMN IF NOT EXISTS rating Nullable(Int64) AFTER windows,
    ADD COLUMN IF NOT EXISTS account_kind LowCardinality(Nullable(String)) AFTER rating,
    ADD COLUMN IF NOT EXISTS new_client Nullable(Bool) AFTER account_kind,
    ADD COLUMN IF NOT EXISTS termed Nullable(Bool) AFTER new_client,
    ADD COLUMN IF NOT EXISTS headcount Nullable(Int64) AFTER termed,
    ADD COLUMN IF NOT EXISTS signed LowCardinality(Nullable(String)) AFTER headcount
