-- expands
-- Verifications that another server of the same API carries out.

-- The operator's name for that server, and what the verification is called there once its answer told. Where that server
-- made the code, code_key, code_length and code_sealed are all null.
ALTER TABLE verifications ADD COLUMN upstream TEXT;
ALTER TABLE verifications ADD COLUMN upstream_sid TEXT;

-- How a verification ended, for an upstream that has still to be told; of no use after until_at. due_at is also the lease.
CREATE TABLE upstream_endings (
    verification_sid TEXT NOT NULL PRIMARY KEY,
    how TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    until_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE INDEX upstream_endings_by_time ON upstream_endings (due_at);
