-- expands
-- Whom services tell what happens in them, and what has still to be told.

-- `wanted` holds the names of the events that `event_types` means, each between blanks.
CREATE TABLE webhooks (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    event_types TEXT NOT NULL,
    wanted TEXT NOT NULL,
    url TEXT NOT NULL,
    status TEXT NOT NULL,
    version TEXT NOT NULL,
    failing_since BIGINT,
    failure TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE UNIQUE INDEX webhooks_by_service ON webhooks (service_sid, sid);

-- Events to be told, numbered for each webhook and each thing that they are about: told in that order. `due_at` is also the
-- lease, as in the outbox.
CREATE TABLE webhook_events (
    webhook_sid TEXT NOT NULL,
    subject TEXT NOT NULL,
    number BIGINT NOT NULL,
    uuid TEXT NOT NULL,
    fields TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    owner TEXT,
    PRIMARY KEY (webhook_sid, subject, number)
) /*NO ROWID*/;

CREATE INDEX webhook_events_by_time ON webhook_events (due_at);
CREATE INDEX webhook_events_by_webhook ON webhook_events (webhook_sid, due_at);
