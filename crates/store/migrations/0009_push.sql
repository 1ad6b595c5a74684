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

-- Notifications of challenges, and their own outbox: `due_at` is also the lease, null once it is over.
CREATE TABLE notifications (
    sid TEXT NOT NULL PRIMARY KEY,
    challenge_sid TEXT NOT NULL,
    entity_sid TEXT NOT NULL,
    is_asked BIGINT NOT NULL,
    ttl BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT,
    tries BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    outcome TEXT,
    provider TEXT
) /*NO ROWID*/;

CREATE INDEX notifications_by_challenge ON notifications (challenge_sid);
CREATE INDEX notifications_by_time ON notifications (due_at) WHERE due_at IS NOT NULL;
