//! The operations of passkeys, whose bodies are JSON.

use super::challenges::{REASONS, STATUSES};
use super::entities::IDENTITY;
use super::factors::{FACTOR, NEW_FACTOR};
use super::table::{Answer, Field, Kind, Operation, Record, field};

static CHALLENGE: Record = Record {
    name: "verify.v2.service.passkeys.challenge",
    fields: &[
        field("sid", Kind::Sid("YC"), "The challenge's SID."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("entity_sid", Kind::Text, "Whose passkey it is; empty while nobody knows who will answer.")
            .such_as("YE0123456789abcdef0123456789abcdef"),
        IDENTITY,
        field("factor_sid", Kind::Text, "The passkey; empty while any of several may answer.")
            .such_as("YF0123456789abcdef0123456789abcdef"),
        field("factor_type", Kind::OneOf(&["passkeys"]), "The kind of its factor."),
        field("status", STATUSES, "Let the person in when it is `approved`, and only then."),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("date_responded", Kind::Moment, "When it was answered.").or_null(),
        field("details", Kind::Members(&[]), "Always null.").or_null(),
        field("expiration_date", Kind::Moment, "Always null; it can be answered for five minutes.").or_null(),
        field("hidden_details", Kind::Members(&[]), "Always null.").or_null(),
        field("links", Kind::Members(&[]), "Always null.").or_null(),
        field("metadata", Kind::Members(&[]), "Always null.").or_null(),
        field("responded_reason", REASONS, "Always `none` here."),
        field("url", Kind::Url, "The call that answered."),
        field("options", Kind::Members(&[]), "For `navigator.credentials.get`; not behind an answer.")
            .sometimes(),
    ],
};

const WANTS: Kind = Kind::OneOf(&["required", "preferred", "discouraged"]);
const ID: Field = field("id", Kind::Text, "The credential's id in base64url.");
const RAW_ID: Field = field("rawId", Kind::Text, "The same, in base64url or in hex.");
const ATTACHMENT: Field = field(
    "authenticatorAttachment",
    Kind::OneOf(&["platform", "cross-platform"]),
    "Which kind of authenticator it was; not every browser says it.",
);
const TYPE: Field = field("type", Kind::OneOf(&["public-key"]), "The type of the credential.");
const CLIENT_DATA: Field =
    field("clientDataJSON", Kind::Text, "What the browser says of the ceremony, in base64url.")
        .such_as("eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Passkeys/Factors",
        id: "CreateNewFactorPasskey",
        summary: "Begin a registration: a factor, with the options for `navigator.credentials.create`.",
        sends: &[
            field("friendly_name", Kind::Text, "What the person calls it, up to 64 characters.")
                .must()
                .such_as("Laptop"),
            field("identity", Kind::Text, "The person, who is made if new: 8 to 64 letters, digits and `-`.")
                .must()
                .such_as("ff483d1ff591898a9942916050d2ca3f"),
            field(
                "config",
                Kind::Members(&[
                    field(
                        "relying_party",
                        Kind::Members(&[
                            field("id", Kind::Text, "The domain that it is bound to.")
                                .sometimes()
                                .such_as("example.com"),
                            field("name", Kind::Text, "Shown by the browser.").sometimes(),
                            field("origins", Kind::Texts, "Where ceremonies may come from.").sometimes(),
                        ]),
                        "Who asks.",
                    )
                    .sometimes()
                    .shown(),
                    field(
                        "authenticator_attachment",
                        Kind::OneOf(&["platform", "cross-platform", "any"]),
                        "Which kind of authenticator.",
                    )
                    .sometimes(),
                    field("discoverable_credentials", WANTS, "Whether it is found without being named.")
                        .sometimes(),
                    field("user_verification", WANTS, "Whether the person must unlock it.").sometimes(),
                ]),
                "In place of the service's settings of passkeys.",
            )
            .shown(),
        ],
        headers: &[],
        answer: Answer::Made(&NEW_FACTOR),
        refusals: &[60315, 60317, 60326, 60367, 60370, 60371, 60372, 60388, 60393],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Passkeys/VerifyFactor",
        id: "UpdatePasskeysFactor",
        summary: "Take the answer of `navigator.credentials.create`; it is good once.",
        sends: &[
            ID,
            RAW_ID,
            ATTACHMENT,
            TYPE,
            field(
                "response",
                Kind::Members(&[
                    field("attestationObject", Kind::Text, "The new credential, in base64url.")
                        .sometimes()
                        .such_as("o2NmbXRkbm9uZQ"),
                    CLIENT_DATA.sometimes(),
                    field("transports", Kind::Texts, "Ways to reach the authenticator.").sometimes(),
                ]),
                "What the authenticator gave; the first two must be there.",
            )
            .must(),
        ],
        headers: &[],
        answer: Answer::Found(&FACTOR),
        refusals: &[
            60310, 60311, 60317, 60324, 60375, 60376, 60377, 60378, 60379, 60380, 60381, 60382, 60383, 60385,
            60386, 60387, 60390,
        ],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Passkeys/Challenges",
        id: "CreateChallengePasskeys",
        summary: "Begin a login: by somebody's passkeys, by one of them, or by whichever the authenticator finds.",
        sends: &[
            field("identity", Kind::Text, "Whose passkeys; without, anybody's.")
                .such_as("ff483d1ff591898a9942916050d2ca3f"),
            field("factor_sid", Kind::Text, "This passkey alone."),
        ],
        headers: &[],
        answer: Answer::Made(&CHALLENGE),
        refusals: &[60318, 60362, 60367, 60371, 60372, 60390, 60392],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Passkeys/ApproveChallenge",
        id: "UpdateChallengePasskeys",
        summary: "Take the answer of `navigator.credentials.get`; it is good once, and tells who it was.",
        sends: &[
            ID.must().such_as("AQIDBAUGBwgJCgsMDQ4PEA"),
            RAW_ID.must().such_as("AQIDBAUGBwgJCgsMDQ4PEA"),
            ATTACHMENT,
            TYPE,
            field(
                "response",
                Kind::Members(&[
                    field(
                        "authenticatorData",
                        Kind::Text,
                        "What the authenticator says of itself, in base64url.",
                    )
                    .such_as("SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2M"),
                    CLIENT_DATA,
                    field("signature", Kind::Text, "The signature, in base64url.").such_as("MEUCIQ"),
                    field(
                        "userHandle",
                        Kind::Text,
                        "The entity's SID in base64url; a login without a name needs it.",
                    )
                    .sometimes(),
                ]),
                "What the authenticator gave.",
            )
            .must(),
        ],
        headers: &[],
        answer: Answer::Found(&CHALLENGE),
        refusals: &[
            60308, 60322, 60323, 60324, 60375, 60376, 60377, 60378, 60379, 60380, 60381, 60382, 60390, 60391,
        ],
    },
];
