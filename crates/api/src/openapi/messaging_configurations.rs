//! The operations of messaging configurations.

use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

static CONFIGURATION: Record = Record {
    name: "verify.v2.service.messaging_configuration",
    fields: &[
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("country", Kind::Text, "The country, or `all`.").such_as("DK"),
        field("messaging_service_sid", Kind::Sid("MG"), "What carries its text messages."),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("url", Kind::Url, "Where it is."),
    ],
};

const MESSAGING_SERVICE: Field =
    field("MessagingServiceSid", Kind::Sid("MG"), "One of the operator's `[[messaging_services]]`.");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/MessagingConfigurations",
        id: "CreateMessagingConfiguration",
        summary: "Have text messages to a country carried by a messaging service.",
        sends: &[
            field(
                "Country",
                Kind::Text,
                "The country in two letters, or `all` for those without one of their own.",
            )
            .must()
            .such_as("DK"),
            MESSAGING_SERVICE.must(),
        ],
        headers: &[],
        answer: Answer::Made(&CONFIGURATION),
        refusals: &[60213],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/MessagingConfigurations",
        id: "ListMessagingConfiguration",
        summary: "A service's messaging configurations, by country.",
        sends: PAGES,
        headers: &[],
        answer: Answer::Page("messaging_configurations", &CONFIGURATION),
        refusals: &[],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/MessagingConfigurations/{Country}",
        id: "FetchMessagingConfiguration",
        summary: "One messaging configuration.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&CONFIGURATION),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/MessagingConfigurations/{Country}",
        id: "UpdateMessagingConfiguration",
        summary: "Have another messaging service carry them.",
        sends: &[MESSAGING_SERVICE.must()],
        headers: &[],
        answer: Answer::Found(&CONFIGURATION),
        refusals: &[],
    },
    Operation {
        method: "delete",
        path: "/v2/Services/{ServiceSid}/MessagingConfigurations/{Country}",
        id: "DeleteMessagingConfiguration",
        summary: "Leave a country to the operator's routes.",
        sends: &[],
        headers: &[],
        answer: Answer::Nothing,
        refusals: &[],
    },
];
