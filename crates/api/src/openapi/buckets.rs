//! The operations of rate limits' buckets.

use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

static BUCKET: Record = Record {
    name: "verify.v2.service.rate_limit.bucket",
    fields: &[
        field("sid", Kind::Sid("BL"), "The bucket's SID."),
        field("rate_limit_sid", Kind::Sid("RK"), "Its rate limit."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("max", Kind::Integer(1, 1_000_000), "How many creates pass in an interval.").such_as("5"),
        field("interval", Kind::Integer(1, 2_592_000), "The interval in seconds; it slides.").such_as("60"),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("url", Kind::Url, "Where it is."),
    ],
};

const MAX: Field =
    field("Max", Kind::Integer(1, 1_000_000), "How many creates pass in an interval.").such_as("5");
const INTERVAL: Field =
    field("Interval", Kind::Integer(1, 2_592_000), "The interval in seconds, up to 30 days.").such_as("60");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets",
        id: "CreateBucket",
        summary: "Make a bucket; one for each interval.",
        sends: &[MAX.must(), INTERVAL.must()],
        headers: &[],
        answer: Answer::Made(&BUCKET),
        refusals: &[60210, 60211],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets",
        id: "ListBucket",
        summary: "A rate limit's buckets, oldest first.",
        sends: PAGES,
        headers: &[],
        answer: Answer::Page("buckets", &BUCKET),
        refusals: &[],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets/{Sid}",
        id: "FetchBucket",
        summary: "One bucket.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&BUCKET),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets/{Sid}",
        id: "UpdateBucket",
        summary: "Change a bucket; it holds from the next create on, for what was counted before too.",
        sends: &[MAX, INTERVAL],
        headers: &[],
        answer: Answer::Found(&BUCKET),
        refusals: &[60211],
    },
    Operation {
        method: "delete",
        path: "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets/{Sid}",
        id: "DeleteBucket",
        summary: "Delete a bucket and what it counted.",
        sends: &[],
        headers: &[],
        answer: Answer::Nothing,
        refusals: &[],
    },
];
