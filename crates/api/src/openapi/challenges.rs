//! The operations of challenges, and of the notifications about them.

use super::entities::IDENTITY;
use super::factors;
use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

/// How a challenge stands.
pub(super) const STATUSES: Kind = Kind::OneOf(&["pending", "approved", "denied", "expired"]);
/// Why it was answered without the person, which doesn't happen here.
pub(super) const REASONS: Kind = Kind::OneOf(&["none", "not_needed", "not_requested"]);

static CHALLENGE: Record = Record {
    name: "verify.v2.service.entity.challenge",
    fields: &[
        field("sid", Kind::Sid("YC"), "The challenge's SID."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("entity_sid", Kind::Sid("YE"), "Its entity."),
        IDENTITY,
        field("factor_sid", Kind::Text, "Its factor; empty while any of several passkeys may answer.")
            .such_as("YF0123456789abcdef0123456789abcdef"),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("date_responded", Kind::Moment, "When it was answered.").or_null(),
        field("expiration_date", Kind::Moment, "Until when it can be answered."),
        field("status", STATUSES, "Let the person in when it is `approved`, and only then."),
        field("responded_reason", REASONS, "Always `none` here."),
        field(
            "details",
            Kind::Members(&[
                field("message", Kind::Text, "The question.").or_null().such_as("Log in to Owl Bank?"),
                field(
                    "fields",
                    Kind::Rows(&[
                        field("label", Kind::Text, "What it is.").such_as("From"),
                        field("value", Kind::Text, "What it says.").such_as("Lisbon"),
                    ]),
                    "What is shown beside it.",
                ),
                field("date", Kind::Moment, "When it was asked, where the service has `Push.IncludeDate`.")
                    .sometimes(),
            ]),
            "What the person is asked.",
        )
        .or_null()
        .shown(),
        field("hidden_details", Kind::Members(&[]), "What the device is told and the person isn't.")
            .or_null(),
        field("metadata", Kind::Members(&[]), "What came along with the answer.").or_null(),
        field("factor_type", factors::KINDS, "The kind of its factor."),
        field("url", Kind::Url, "Where it is."),
        field(
            "links",
            Kind::Members(&[field("notifications", Kind::Url, "Where notifications are asked for.")]),
            "What belongs to it.",
        ),
    ],
};

static NOTIFICATION: Record = Record {
    name: "verify.v2.service.entity.challenge.notification",
    fields: &[
        field("sid", Kind::Sid("NT"), "The notification's SID."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("entity_sid", Kind::Sid("YE"), "Its entity."),
        IDENTITY,
        field("challenge_sid", Kind::Sid("YC"), "Its challenge."),
        field("priority", Kind::Text, "Always `high`.").such_as("high"),
        field("ttl", TTL, "Seconds that it is tried for.").such_as("300"),
        field("date_created", Kind::Moment, "When it was made."),
    ],
};

const TTL: Kind = Kind::Integer(0, 300);
const METADATA: Field = field("Metadata", Kind::Json, "Texts of your own, under names of your own.");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Challenges",
        id: "CreateChallenge",
        summary: "Challenge a factor; with a right `AuthPayload` it is approved at once. A wrong one is no error: `pending`.",
        sends: &[
            field("FactorSid", Kind::Sid("YF"), "A verified factor.").must(),
            field(
                "ExpirationDate",
                Kind::Moment,
                "Until when it can be answered: an hour ahead at most, 5 minutes unless named.",
            ),
            field("Details.Message", Kind::Text, "The question; push needs one.")
                .such_as("Log in to Owl Bank?"),
            field(
                "Details.Fields",
                Kind::Texts,
                "What is shown beside it: JSON objects of `label` and `value`, up to 20.",
            ),
            field("HiddenDetails", Kind::Json, "Texts that the device is told and the person isn't."),
            field("AuthPayload", Kind::Text, "TOTP: the code.").such_as("274905"),
        ],
        headers: &[],
        answer: Answer::Made(&CHALLENGE),
        refusals: &[60306, 60308, 60312, 60318, 60324],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Challenges",
        id: "ListChallenge",
        summary: "An entity's challenges, oldest first unless asked otherwise.",
        sends: &[
            field("FactorSid", Kind::Sid("YF"), "Those of this factor."),
            field("Status", STATUSES, "Those that stand so."),
            field("Order", Kind::OneOf(&["asc", "desc"]), "`desc` has the newest first."),
            PAGES[0],
            PAGES[1],
            PAGES[2],
        ],
        headers: &[],
        answer: Answer::Page("challenges", &CHALLENGE),
        refusals: &[60306],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Challenges/{Sid}",
        id: "FetchChallenge",
        summary: "One challenge.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&CHALLENGE),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Challenges/{Sid}",
        id: "UpdateChallenge",
        summary: "Answer a challenge. A wrong code is no error: `pending`.",
        sends: &[
            field("AuthPayload", Kind::Text, "TOTP: the code; push: the device's signed answer.")
                .such_as("274905"),
            METADATA,
        ],
        headers: &[],
        answer: Answer::Found(&CHALLENGE),
        refusals: &[60306, 60308, 60322, 60323, 60324, 60378],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Challenges/{ChallengeSid}/Notifications",
        id: "CreateNotification",
        summary: "Have the device told of a challenge once more; three times at most.",
        sends: &[field("Ttl", TTL, "Seconds that it is tried for; 300 unless named.")],
        headers: &[],
        answer: Answer::Made(&NOTIFICATION),
        refusals: &[60306, 60307, 60309, 60322, 60323],
    },
];
