//! The operations of access tokens, and the forms that apps ask for.

use super::entities::IDENTITY_SENT;
use super::table::{Answer, Kind, Operation, Record, field};

const PUSH: Kind = Kind::OneOf(&["push"]);
const LIFETIME: Kind = Kind::Integer(60, 300);

static ACCESS_TOKEN: Record = Record {
    name: "verify.v2.service.access_token",
    fields: &[
        field("sid", Kind::Sid("YK"), "The access token's SID."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("entity_identity", Kind::Text, "Whom it enrols.").such_as("ff483d1ff591898a9942916050d2ca3f"),
        field("factor_type", PUSH, "The kind of factor that it makes."),
        field("factor_friendly_name", Kind::Text, "What the factor will be called.").or_null(),
        field("token", Kind::Text, "What the app brings as its password, with `token` for a name."),
        field("url", Kind::Url, "Where it is."),
        field("ttl", LIFETIME, "Seconds that it is good for.").such_as("60"),
        field("date_created", Kind::Moment, "When it was made."),
    ],
};

static FORM: Record = Record {
    name: "verify.v2.form",
    fields: &[
        field("form_type", Kind::OneOf(&["form-push"]), "The type."),
        field(
            "forms",
            Kind::Members(&[
                field("create_factor", Kind::Members(&[]), "Always empty."),
                field("verify_factor", Kind::Members(&[]), "Always empty."),
                field("create_challenge", Kind::Members(&[]), "Always empty."),
            ]),
            "The forms of the type.",
        ),
        field("form_meta", Kind::Members(&[]), "Always empty."),
        field("url", Kind::Url, "Where it is."),
    ],
};

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/AccessTokens",
        id: "CreateAccessToken",
        summary: "Let an app make one factor for one person.",
        sends: &[
            IDENTITY_SENT.must(),
            field("FactorType", PUSH, "The kind of factor that it may make.").must(),
            field("FactorFriendlyName", Kind::Text, "What the factor will be called, up to 64 characters."),
            field("Ttl", LIFETIME, "Seconds that it is good for; 60 unless named."),
        ],
        headers: &[],
        answer: Answer::Made(&ACCESS_TOKEN),
        refusals: &[60305],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/AccessTokens/{Sid}",
        id: "FetchAccessToken",
        summary: "An access token, used or not, until its time is over.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&ACCESS_TOKEN),
        refusals: &[],
    },
    Operation {
        method: "get",
        path: "/v2/Forms/{FormType}",
        id: "FetchForm",
        summary: "The forms of a type; they have nothing in them.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&FORM),
        refusals: &[],
    },
];
