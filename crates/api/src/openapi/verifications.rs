//! The operations of verifications.

use super::table::{Answer, Field, Kind, Operation, Record, field};

/// What the person's address can be reached by, as answers name it.
pub(super) const CHANNELS: Kind = Kind::OneOf(&["sms", "call", "email", "whatsapp", "telegram"]);

static VERIFICATION: Record = Record {
    name: "verify.v2.service.verification",
    fields: &[
        field("sid", Kind::Sid("VE"), "The verification's SID."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("to", Kind::Text, "The number in E.164, or the e-mail address.").such_as("+15017122661"),
        field("channel", CHANNELS, "What its last code went by."),
        field(
            "status",
            Kind::OneOf(&[
                "pending",
                "approved",
                "canceled",
                "max_attempts_reached",
                "deleted",
                "failed",
                "expired",
            ]),
            "How it stands.",
        ),
        field("valid", Kind::Boolean, "Whether it is approved; look at `status` instead."),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field(
            "lookup",
            Kind::Members(&[field(
                "carrier",
                Kind::Members(&[
                    field("mobile_country_code", Kind::Text, "Not known here.").or_null(),
                    field("type", Kind::OneOf(&["mobile", "landline", "voip"]), "What kind of number it is.")
                        .or_null(),
                    field("error_code", Kind::Text, "Not known here.").or_null(),
                    field("mobile_network_code", Kind::Text, "Not known here.").or_null(),
                    field("name", Kind::Text, "Not known here.").or_null(),
                ]),
                "What the numbering plan tells.",
            )
            .sometimes()]),
            "Empty unless the service has `lookup_enabled`.",
        ),
        field("amount", Kind::Text, "The amount that it is bound to.").or_null(),
        field("payee", Kind::Text, "The payee that it is bound to.").or_null(),
        field(
            "send_code_attempts",
            Kind::Rows(&[
                field("time", Kind::Moment, "When."),
                field("channel", Kind::OneOf(&["SMS", "CALL", "EMAIL", "whatsapp", "telegram"]), "By what."),
                field("attempt_sid", Kind::Sid("VL"), "The attempt's SID."),
            ]),
            "Its sends.",
        ),
        field("sna", Kind::Members(&[]), "Always null here.").or_null(),
        field("url", Kind::Url, "Where it is."),
        field(
            "approval",
            Kind::Members(&[
                field(
                    "digits",
                    Kind::Text,
                    "What the application shows to the person; in the answer to a create alone.",
                )
                .sometimes()
                .such_as("42"),
                field("reported_at", Kind::Moment, "When whoever took the call reported it.").sometimes(),
            ]),
            "Where a call asks for an approval.",
        )
        .sometimes()
        .ours(),
        field("test_number", Kind::Boolean, "True for a test number: let nobody in by it.")
            .sometimes()
            .ours(),
    ],
};

const KEY: Field = field(
    "Idempotency-Key",
    Kind::Text,
    "1 to 255 printable ASCII characters, drawn anew for each new request: repeated within 24 hours, the request is answered as \
     it was and nothing is sent again.",
)
.ours()
.such_as("b7d0c6de-6c7f-4f0a-9ad1-5a2f6f9d0a11");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Verifications",
        id: "CreateVerification",
        summary: "Send a code, or send the live one again.",
        sends: &[
            field("To", Kind::Text, "The number in E.164, or the e-mail address.")
                .must()
                .such_as("+15017122661"),
            field("Channel", Kind::Text, "`sms`, `call`, `email`, `whatsapp`, `telegram` or `auto`.")
                .must()
                .such_as("sms"),
            field("CustomFriendlyName", Kind::Text, "Another name in this message than the service's."),
            field("CustomMessage", Kind::Text, "Passed over."),
            field(
                "SendDigits",
                Kind::Text,
                "Keys that a call presses once it is taken: digits, `w` to wait.",
            ),
            field("Locale", Kind::Text, "The language of the message.").such_as("de"),
            field("CustomCode", Kind::Text, "The code itself, where the service has `CustomCodeEnabled`."),
            field("Amount", Kind::Text, "The amount that the code is bound to, on a service with PSD2."),
            field("Payee", Kind::Text, "The payee that the code is bound to, on a service with PSD2."),
            field(
                "RateLimits",
                Kind::Json,
                "Values to be counted by, under the names of the service's rate limits.",
            ),
            field(
                "ChannelConfiguration",
                Kind::Json,
                "`{\"mode\":\"approve\"}` has a call ask for an approval; `\"again\":\"VE…\"` asks for that one again (ours).",
            ),
            field("AppHash", Kind::Text, "Ends a text message so that an Android application may read it."),
            field("TemplateSid", Kind::Text, "The template of the message."),
            field("TemplateCustomSubstitutions", Kind::Json, "What stands in the template's places."),
            field("DeviceIp", Kind::Text, "The person's IP address."),
            field("EnableSnaClientToken", Kind::Boolean, "Read, and without effect."),
            field(
                "RiskCheck",
                Kind::OneOf(&["enable", "disable"]),
                "`disable` passes over the countries of text messages.",
            ),
            field("Tags", Kind::Json, "Up to ten texts of your own, under names of your own."),
            field(
                "KnownPerson",
                Kind::Boolean,
                "The person is known: the rest of a budget is kept for them.",
            )
            .ours(),
        ],
        headers: &[KEY],
        answer: Answer::Made(&VERIFICATION),
        refusals: &[
            20422, 20429, 60201, 60202, 60203, 60204, 60205, 60206, 60212, 60214, 60217, 60223, 60224, 60227,
            60228, 60229, 60247, 60408, 60410, 60602, 60605, 60626, 68008,
        ],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Verifications/{Sid}",
        id: "FetchVerification",
        summary: "A verification that isn't approved or expired, by SID or by address.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&VERIFICATION),
        refusals: &[20429],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Verifications/{Sid}",
        id: "UpdateVerification",
        summary: "Cancel a verification, or call it approved, by SID or by address.",
        sends: &[field("Status", Kind::OneOf(&["canceled", "approved"]), "What it is to be.")
            .must()
            .such_as("canceled")],
        headers: &[],
        answer: Answer::Found(&VERIFICATION),
        refusals: &[60202, 60203],
    },
];
