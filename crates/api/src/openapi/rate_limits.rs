//! The operations of rate limits.

use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

static RATE_LIMIT: Record = Record {
    name: "verify.v2.service.rate_limit",
    fields: &[
        field("sid", Kind::Sid("RK"), "The rate limit's SID."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("unique_name", Kind::Text, "The name that creates count under.").such_as("end_user_ip"),
        field("description", Kind::Text, "What it is for.").or_null(),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("url", Kind::Url, "Where it is."),
        field("links", Kind::Members(&[field("buckets", Kind::Url, "Its buckets.")]), "What belongs to it."),
    ],
};

const DESCRIPTION: Field = field("Description", Kind::Text, "What it is for; no secrets and no persons.")
    .such_as("Creates by the address of the user");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/RateLimits",
        id: "CreateRateLimit",
        summary: "Make a rate limit. It limits nothing until it has a bucket.",
        sends: &[
            field("UniqueName", Kind::Text, "1 to 255 letters, digits, `-`, `_` and `.`; not a SID.")
                .must()
                .such_as("end_user_ip"),
            DESCRIPTION,
        ],
        headers: &[],
        answer: Answer::Made(&RATE_LIMIT),
        refusals: &[60207, 60208, 60209],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/RateLimits",
        id: "ListRateLimit",
        summary: "A service's rate limits, oldest first.",
        sends: PAGES,
        headers: &[],
        answer: Answer::Page("rate_limits", &RATE_LIMIT),
        refusals: &[],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/RateLimits/{Sid}",
        id: "FetchRateLimit",
        summary: "One rate limit.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&RATE_LIMIT),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/RateLimits/{Sid}",
        id: "UpdateRateLimit",
        summary: "Describe a rate limit anew.",
        sends: &[DESCRIPTION],
        headers: &[],
        answer: Answer::Found(&RATE_LIMIT),
        refusals: &[],
    },
    Operation {
        method: "delete",
        path: "/v2/Services/{ServiceSid}/RateLimits/{Sid}",
        id: "DeleteRateLimit",
        summary: "Delete a rate limit with its buckets and what they counted.",
        sends: &[],
        headers: &[],
        answer: Answer::Nothing,
        refusals: &[],
    },
];
