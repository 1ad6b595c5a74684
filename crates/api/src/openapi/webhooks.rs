//! The operations of webhooks.

use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

const HOOK: &str = "https://example.com/hooks/verify";
const STATUSES: Kind = Kind::OneOf(&["enabled", "disabled"]);
const VERSIONS: Kind = Kind::OneOf(&["v2", "v1"]);

static WEBHOOK: Record = Record {
    name: "verify.v2.service.webhook",
    fields: &[
        field("sid", Kind::Sid("YW"), "The webhook's SID."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("friendly_name", Kind::Text, "What it is called.").such_as("Logins"),
        field("event_types", Kind::Texts, "What it is told.").such_as("factor.verified,challenge.approved"),
        field("status", STATUSES, "Three days without success disable it."),
        field("version", VERSIONS, "`v1` is told names only, `v2` what the resources say."),
        field("webhook_url", Kind::Url, "Where it is told.").such_as(HOOK),
        field("webhook_method", Kind::OneOf(&["POST"]), "How."),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("url", Kind::Url, "Where it is."),
    ],
};

const NAME: Field = field("FriendlyName", Kind::Text, "What it is called.").such_as("Logins");
const EVENTS: Field = field(
    "EventTypes",
    Kind::Texts,
    "What it is told, each by its own name, or `*`: all of Twilio's events. `verification.*` are the events of verifications, \
     `prompt.*` those of prompts; both are ours.",
)
.such_as("factor.verified,challenge.approved");
const ADDRESS: Field =
    field("WebhookUrl", Kind::Url, "Where it is told: `https://`, a public address, no credentials in it.")
        .such_as(HOOK);
const STATUS: Field = field("Status", STATUSES, "`enabled` unless named.");
const VERSION: Field = field("Version", VERSIONS, "`v2` unless named.");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Webhooks",
        id: "CreateWebhook",
        summary: "Have an address told of what happens; ten for a service at most.",
        sends: &[NAME.must(), EVENTS.must(), ADDRESS.must(), STATUS, VERSION],
        headers: &[],
        answer: Answer::Made(&WEBHOOK),
        refusals: &[60306],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Webhooks",
        id: "ListWebhook",
        summary: "A service's webhooks, oldest first.",
        sends: PAGES,
        headers: &[],
        answer: Answer::Page("webhooks", &WEBHOOK),
        refusals: &[60306],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Webhooks/{Sid}",
        id: "FetchWebhook",
        summary: "One webhook.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&WEBHOOK),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Webhooks/{Sid}",
        id: "UpdateWebhook",
        summary: "Change what is named.",
        sends: &[NAME, EVENTS, ADDRESS, STATUS, VERSION],
        headers: &[],
        answer: Answer::Found(&WEBHOOK),
        refusals: &[60306],
    },
    Operation {
        method: "delete",
        path: "/v2/Services/{ServiceSid}/Webhooks/{Sid}",
        id: "DeleteWebhook",
        summary: "Delete a webhook and what it is still to be told.",
        sends: &[],
        headers: &[],
        answer: Answer::Nothing,
        refusals: &[],
    },
];
