//! The operations of entities.

use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

static ENTITY: Record = Record {
    name: "verify.v2.service.entity",
    fields: &[
        field("sid", Kind::Sid("YE"), "The entity's SID."),
        IDENTITY,
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("url", Kind::Url, "Where it is."),
        field(
            "links",
            Kind::Members(&[
                field("factors", Kind::Url, "Its factors."),
                field("new_factors", Kind::Url, "Where factors are made."),
                field("challenges", Kind::Url, "Its challenges."),
            ]),
            "What belongs to it.",
        ),
    ],
};

/// As answers show it.
pub(super) const IDENTITY: Field =
    field("identity", Kind::Text, "The person by the application's own name, as it was first written.")
        .such_as("ff483d1ff591898a9942916050d2ca3f");
/// As requests bring it.
pub(super) const IDENTITY_SENT: Field = field(
    "Identity",
    Kind::Text,
    "The person by a name of your own that says nothing about them: 8 to 64 letters, digits and `-`.",
)
.such_as("ff483d1ff591898a9942916050d2ca3f");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Entities",
        id: "CreateEntity",
        summary: "Make an entity: a person who proves themselves by factors. A factor's create makes it too.",
        sends: &[IDENTITY_SENT.must()],
        headers: &[],
        answer: Answer::Made(&ENTITY),
        refusals: &[60301, 60306],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Entities",
        id: "ListEntity",
        summary: "A service's entities, oldest first.",
        sends: PAGES,
        headers: &[],
        answer: Answer::Page("entities", &ENTITY),
        refusals: &[60306],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}",
        id: "FetchEntity",
        summary: "One entity.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&ENTITY),
        refusals: &[],
    },
    Operation {
        method: "delete",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}",
        id: "DeleteEntity",
        summary: "Delete an entity with its factors and challenges.",
        sends: &[],
        headers: &[],
        answer: Answer::Nothing,
        refusals: &[],
    },
];
