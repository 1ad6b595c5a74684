//! The operation that lists templates.

use super::table::{Answer, Kind, Operation, PAGES, Record, field};

static TEMPLATE: Record = Record {
    name: "verify.v2.verification_template",
    fields: &[
        field("sid", Kind::Sid("HJ"), "The template's SID."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("friendly_name", Kind::Text, "What it is called.").such_as("Log in"),
        field("channels", Kind::Texts, "What it words: `sms`, `voice`.").such_as("sms"),
        field(
            "translations",
            Kind::Named(
                "en",
                &[
                    field(
                        "is_default_translation",
                        Kind::Boolean,
                        "Whether it stands for all other languages.",
                    )
                    .such_as("true"),
                    field(
                        "status",
                        Kind::OneOf(&["approved", "pending"]),
                        "Only an `approved` text is sent.",
                    ),
                    field("locale", Kind::Text, "The language.").such_as("en"),
                    field("text", Kind::Text, "The words, with names in double braces.")
                        .such_as("Your {{friendly_name}} code is {{code}}."),
                    field("date_updated", Kind::Moment, "When it was changed last."),
                    field("date_created", Kind::Moment, "When it was made."),
                ],
            ),
            "Its texts, by language.",
        ),
    ],
};

pub(super) static OPERATIONS: &[Operation] = &[Operation {
    method: "get",
    path: "/v2/Templates",
    id: "ListVerificationTemplate",
    summary: "The account's templates, oldest first. The operator makes them by command line.",
    sends: &[field("FriendlyName", Kind::Text, "Those of this name."), PAGES[0], PAGES[1], PAGES[2]],
    headers: &[],
    answer: Answer::Page("templates", &TEMPLATE),
    refusals: &[],
}];
