//! The operations of attempts.

use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};
use super::verifications::CHANNELS;

static ATTEMPT: Record = Record {
    name: "verify.v2.verification_attempt",
    fields: &[
        field("sid", Kind::Sid("VL"), "The attempt's SID."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("verification_sid", Kind::Sid("VE"), "Its verification."),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field(
            "conversion_status",
            CONVERSIONS,
            "Whether its verification was approved, it being the last send.",
        ),
        field("channel", CHANNELS, "What it went by."),
        field(
            "price",
            Kind::Members(&[
                field("value", Kind::Text, "How much; null until the provider has said so.").or_null(),
                field("currency", Kind::Text, "Of which money, in small letters.").or_null(),
            ]),
            "What it cost.",
        ),
        field(
            "channel_data",
            Kind::Members(&[
                field("verification_sid", Kind::Sid("VE"), "Its verification."),
                field("to", Kind::Text, "Whom it went to; null once that is forgotten.").or_null(),
                field(
                    "status",
                    Kind::OneOf(&["unconfirmed", "confirmed", "expired"]),
                    "How its verification stands.",
                ),
                field("message_status", MESSAGES, "How far the message has come.")
                    .sometimes()
                    .such_as("delivered"),
                field("call_status", CALLS, "How far the call has come.").sometimes(),
                field("error_code", Kind::Text, "The provider's own code for what went wrong.").or_null(),
                field("country", Kind::Text, "The country of the number.").or_null(),
                field("code_length", Kind::Integer(1, 10), "Characters of the code.").or_null(),
                field("locale", Kind::Text, "The language of the message.").or_null(),
                field("mcc", Kind::Text, "Not known here.").or_null(),
                field("mnc", Kind::Text, "Not known here.").or_null(),
                field("carrier", Kind::Text, "Not known here.").or_null(),
            ]),
            "What became of it.",
        ),
        field("url", Kind::Url, "Where it is."),
    ],
};

static SUMMARY: Record = Record {
    name: "verify.v2.verification_attempts_summary",
    fields: &[
        field("total_attempts", Kind::Integer(0, i64::MAX), "How many there are.").such_as("11"),
        field("total_converted", Kind::Integer(0, i64::MAX), "How many converted.").such_as("9"),
        field("total_unconverted", Kind::Integer(0, i64::MAX), "How many didn't.").such_as("2"),
        field("conversion_rate_percentage", Kind::Text, "Up to nine decimals.").such_as("81.818181818"),
        field("url", Kind::Url, "Where it is."),
    ],
};

const CONVERSIONS: Kind = Kind::OneOf(&["converted", "unconverted"]);
const MESSAGES: Kind =
    Kind::OneOf(&["queued", "accepted", "sent", "delivered", "undelivered", "failed", "canceled"]);
const CALLS: Kind =
    Kind::OneOf(&["queued", "ringing", "in-progress", "completed", "no-answer", "failed", "canceled"]);
/// Twilio's too, of which one isn't carried here.
const ASKED: Kind = Kind::OneOf(&["sms", "call", "email", "whatsapp", "telegram", "rbm"]);

const SINCE: Field = field("DateCreatedAfter", Kind::Moment, "Those from this moment on.");
const UNTIL: Field = field("DateCreatedBefore", Kind::Moment, "Those before this moment.");
const COUNTRY: Field = field("Country", Kind::Text, "Those to numbers of this country.").such_as("DK");
const CHANNEL: Field = field("Channel", ASKED, "Those that went by it.");
const SERVICE: Field = field("VerifyServiceSid", Kind::Sid("VA"), "Those of this service.");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "get",
        path: "/v2/Attempts",
        id: "ListVerificationAttempt",
        summary: "The account's sends, newest first. A page may be short and have another behind it.",
        sends: &[
            SINCE,
            UNTIL,
            field("ChannelData.To", Kind::Text, "Those to this address.").such_as("+15017122661"),
            COUNTRY,
            CHANNEL,
            SERVICE,
            field("VerificationSid", Kind::Sid("VE"), "Those of this verification."),
            field("Status", CONVERSIONS, "Those that converted, or didn't."),
            PAGES[0],
            PAGES[1],
            PAGES[2],
        ],
        headers: &[],
        answer: Answer::Page("attempts", &ATTEMPT),
        refusals: &[],
    },
    Operation {
        method: "get",
        path: "/v2/Attempts/Summary",
        id: "FetchVerificationAttemptsSummary",
        summary: "How many of the account's sends converted.",
        sends: &[
            SERVICE,
            SINCE,
            UNTIL,
            COUNTRY,
            CHANNEL,
            field("DestinationPrefix", Kind::Text, "Those to numbers that begin so.").such_as("+57305"),
        ],
        headers: &[],
        answer: Answer::Found(&SUMMARY),
        refusals: &[20001, 60200],
    },
    Operation {
        method: "get",
        path: "/v2/Attempts/{Sid}",
        id: "FetchVerificationAttempt",
        summary: "One send.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&ATTEMPT),
        refusals: &[],
    },
];
