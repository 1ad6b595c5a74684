-- expands
-- What became of a send, provider by provider, and what providers tell later.

-- `journal` holds a line of JSON for each provider asked and each thing told; `receipt` the best that was told.
ALTER TABLE attempts ADD COLUMN journal TEXT;
ALTER TABLE attempts ADD COLUMN receipt TEXT;

-- Which attempt a message is, for providers whose receipts name it by their own id alone.
CREATE TABLE provider_messages (
    provider TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    attempt_sid TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (provider, provider_id)
) /*NO ROWID*/;

CREATE INDEX provider_messages_by_end ON provider_messages (until_at);

-- Receipts that came before the provider's answer to the send did: they wait for it.
CREATE TABLE early_receipts (
    provider TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    state TEXT NOT NULL,
    line TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (provider, provider_id, state)
) /*NO ROWID*/;

CREATE INDEX early_receipts_by_end ON early_receipts (until_at);

-- Providers that fail, so that all nodes leave them alone: until_at is when one message may be let through to see, and
-- prober who does that; probe_until is its lease.
CREATE TABLE breakers (
    provider TEXT NOT NULL PRIMARY KEY,
    until_at BIGINT,
    reason TEXT,
    prober TEXT,
    probe_until BIGINT,
    changed_at BIGINT NOT NULL
);

-- What to try next if a send isn't known to have arrived by due_at: the rest of the service's order of channels, as JSON.
CREATE TABLE fallbacks (
    verification_sid TEXT NOT NULL PRIMARY KEY,
    attempt_sid TEXT NOT NULL,
    rest TEXT NOT NULL,
    due_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE INDEX fallbacks_by_time ON fallbacks (due_at);
