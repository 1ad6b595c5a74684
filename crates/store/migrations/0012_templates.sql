-- expands
-- An account's own wording of messages. `channels` names what it is good for, divided by commas.
CREATE TABLE templates (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    channels TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX templates_by_account ON templates (account_sid, sid);

-- Its text in each language; only an approved one is sent. default_since is set on the one for all other languages.
CREATE TABLE template_translations (
    template_sid TEXT NOT NULL,
    locale TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    default_since BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (template_sid, locale)
) /*NO ROWID*/;

-- Through which of the operator's messaging services a service sends text messages to a country, or to `all`.
CREATE TABLE messaging_configurations (
    service_sid TEXT NOT NULL,
    country TEXT NOT NULL,
    account_sid TEXT NOT NULL,
    messaging_service_sid TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (service_sid, country)
) /*NO ROWID*/;
