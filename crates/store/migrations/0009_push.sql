-- expands
-- Permissions for one device each to enrol. The token itself stands nowhere: it is derived from the row.
CREATE TABLE access_tokens (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    identity_key TEXT NOT NULL,
    identity TEXT NOT NULL,
    kind TEXT NOT NULL,
    factor_name TEXT,
    ttl BIGINT NOT NULL,
    factor_sid TEXT,
    created_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE INDEX access_tokens_by_identity ON access_tokens (service_sid, identity_key);
