//! The operations of factors.

use super::entities::IDENTITY;
use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

/// The kinds of factors, as answers name them.
pub(super) const KINDS: Kind = Kind::OneOf(&["totp", "push", "passkeys"]);
const ALGORITHMS: Kind = Kind::OneOf(&["sha1", "sha256", "sha512"]);
const PLATFORMS: Kind = Kind::OneOf(&["none", "fcm", "apn", "webpush"]);
const WANTS: Kind = Kind::OneOf(&["required", "preferred", "discouraged"]);
const ATTACHMENTS: Kind = Kind::OneOf(&["platform", "cross-platform", "any"]);

/// What a factor of any kind is set to: each kind has members of its own.
const CONFIG: Field = field(
    "config",
    Kind::Members(&[
        field("alg", ALGORITHMS, "TOTP: the hash.").sometimes().such_as("sha1"),
        field("skew", Kind::Integer(0, 2), "TOTP: steps before and after that are taken too.")
            .sometimes()
            .such_as("1"),
        field("code_length", Kind::Integer(3, 8), "TOTP: digits of a code.").sometimes().such_as("6"),
        field("time_step", Kind::Integer(20, 60), "TOTP: seconds that a code is shown.")
            .sometimes()
            .such_as("30"),
        field("sdk_version", Kind::Text, "Push: what the app is made with.").sometimes().or_null(),
        field("app_id", Kind::Text, "Push: the app.").sometimes(),
        field("notification_platform", PLATFORMS, "Push: who tells the device.").sometimes(),
        field("notification_token", Kind::Text, "Push: the platform's name for the device.")
            .sometimes()
            .or_null(),
        field("credential_sid", Kind::Sid("CR"), "Push: the `kid` of the device's tokens.").sometimes(),
        field(
            "relying_party",
            Kind::Members(&[
                field("id", Kind::Text, "The domain that it is bound to."),
                field("name", Kind::Text, "Shown by the browser."),
                field("origins", Kind::Texts, "Where ceremonies may come from."),
            ]),
            "Passkeys: who asks.",
        )
        .sometimes(),
        field("authenticator_attachment", ATTACHMENTS, "Passkeys: which kind of authenticator.").sometimes(),
        field("discoverable_credentials", WANTS, "Passkeys: whether it is found without being named.")
            .sometimes(),
        field("user_verification", WANTS, "Passkeys: whether the person must unlock it.").sometimes(),
    ]),
    "What it is set to, as its kind has it.",
);

/// What is told once, in the answer that makes it.
const BINDING: Field = field(
    "binding",
    Kind::Members(&[
        field("secret", Kind::Text, "TOTP: the secret in base32.")
            .sometimes()
            .such_as("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
        field("uri", Kind::Text, "TOTP: the same for an authenticator app, to be shown as a QR code.")
            .sometimes()
            .such_as(
                "otpauth://totp/Owl%20Bank:Ann?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Owl%20Bank",
            ),
        field("alg", Kind::Text, "Push: `ES256`.").sometimes(),
        field("public_key", Kind::Text, "Push: the device's key.").sometimes(),
    ]),
    "The secret or the key, in this answer alone; null for passkeys.",
)
.or_null();
const OPTIONS: Field =
    field("options", Kind::Members(&[]), "For `navigator.credentials.create`; null but for passkeys.")
        .or_null();

/// The members of every factor, with those of `$once` behind the identity.
macro_rules! members {
    ($($once:expr),*) => {
        &[
            field("sid", Kind::Sid("YF"), "The factor's SID."),
            field("account_sid", Kind::Sid("AC"), "Whose it is."),
            field("service_sid", Kind::Sid("VA"), "Its service."),
            field("entity_sid", Kind::Sid("YE"), "Its entity."),
            IDENTITY,
            $($once,)*
            field("date_created", Kind::Moment, "When it was made."),
            field("date_updated", Kind::Moment, "When it was changed last."),
            field("friendly_name", Kind::Text, "What the person calls it.").such_as("Ann's phone"),
            field("status", Kind::OneOf(&["unverified", "verified"]), "Only a verified one can be challenged."),
            field("factor_type", KINDS, "Its kind."),
            CONFIG,
            field("metadata", Kind::Members(&[]), "Texts of the application's own, under its names.").or_null(),
            field("url", Kind::Url, "Where it is."),
        ]
    };
}

pub(super) static FACTOR: Record = Record { name: "verify.v2.service.entity.factor", fields: members!() };
/// The answer that made it.
pub(super) static NEW_FACTOR: Record =
    Record { name: "verify.v2.service.entity.new_factor", fields: members!(BINDING, OPTIONS) };

const NAME: Field = field("FriendlyName", Kind::Text, "What the person calls it, up to 64 characters.")
    .such_as("Ann's phone");
const ALG: Field = field("Config.Alg", ALGORITHMS, "TOTP: the hash; `sha1` unless named.");
const SKEW: Field =
    field("Config.Skew", Kind::Integer(0, 2), "TOTP: steps before and after that are taken too.");
const CODE_LENGTH: Field = field("Config.CodeLength", Kind::Integer(3, 8), "TOTP: digits of a code.");
const TIME_STEP: Field =
    field("Config.TimeStep", Kind::Integer(20, 60), "TOTP: seconds that a code is shown.");
const TOKEN: Field = field(
    "Config.NotificationToken",
    Kind::Text,
    "Push: the platform's name for the device, 32 to 255 characters; for `webpush` the browser's subscription.",
);
const SDK: Field =
    field("Config.SdkVersion", Kind::Text, "Push: what the app is made with, up to 100 characters.");
const PLATFORM: Field = field(
    "Config.NotificationPlatform",
    PLATFORMS,
    "Push: who tells the device; `webpush`, for browsers, is ours.",
);

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Factors",
        id: "CreateNewFactor",
        summary: "Make a factor, and the entity if it is new. A device may do it by an access token.",
        sends: &[
            NAME.must(),
            field("FactorType", KINDS, "Its kind; passkeys are made by a call of their own.").must(),
            field(
                "Binding.Secret",
                Kind::Text,
                "TOTP: a secret that is there already, 10 to 128 octets in base32.",
            ),
            ALG,
            SKEW,
            CODE_LENGTH,
            TIME_STEP,
            field("Binding.Alg", Kind::Text, "Push: `ES256`."),
            field("Binding.PublicKey", Kind::Text, "Push: the device's key, SubjectPublicKeyInfo in base64."),
            field("Config.AppId", Kind::Text, "Push: the app, up to 100 characters."),
            PLATFORM,
            TOKEN,
            SDK,
            field("Metadata", Kind::Json, "Texts of your own, under names of your own."),
        ],
        headers: &[],
        answer: Answer::Made(&NEW_FACTOR),
        refusals: &[60306, 60314, 60315, 60317, 60326, 60369],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Factors",
        id: "ListFactor",
        summary: "An entity's factors, oldest first.",
        sends: PAGES,
        headers: &[],
        answer: Answer::Page("factors", &FACTOR),
        refusals: &[60306],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Factors/{Sid}",
        id: "FetchFactor",
        summary: "One factor.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&FACTOR),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Factors/{Sid}",
        id: "UpdateFactor",
        summary: "Verify a factor, or change it. A wrong code is no error: `unverified`.",
        sends: &[
            field("AuthPayload", Kind::Text, "TOTP: a code; push: the factor's SID signed by its key.")
                .such_as("274905"),
            field("FriendlyName", Kind::Text, "What the person calls it, up to 64 characters."),
            ALG,
            SKEW,
            CODE_LENGTH,
            TIME_STEP,
            PLATFORM,
            TOKEN,
            SDK,
        ],
        headers: &[],
        answer: Answer::Found(&FACTOR),
        refusals: &[60306, 60310, 60311, 60317, 60378],
    },
    Operation {
        method: "delete",
        path: "/v2/Services/{ServiceSid}/Entities/{Identity}/Factors/{Sid}",
        id: "DeleteFactor",
        summary: "Delete a factor. Its challenges stay to be read.",
        sends: &[],
        headers: &[],
        answer: Answer::Nothing,
        refusals: &[],
    },
];
