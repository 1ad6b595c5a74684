-- expands
-- Browsers in front of which a person isn't asked again. Of the secret in a browser's cookie there is a hash, and one of that
-- before it; `bound_to` is a hash of what the person could prove themselves with when they asked to be remembered.
CREATE TABLE remembered_browsers (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    identity_key TEXT NOT NULL,
    identity TEXT NOT NULL,
    name TEXT NOT NULL,
    method TEXT NOT NULL,
    bound_to TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    previous_hash TEXT,
    rotated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE INDEX remembered_browsers_by_person ON remembered_browsers (service_sid, identity_key);
CREATE INDEX remembered_browsers_by_identity ON remembered_browsers (identity_key);
CREATE INDEX remembered_browsers_by_expiry ON remembered_browsers (expires_at);
