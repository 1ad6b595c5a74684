//! The operations of services.

use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

static SERVICE: Record = Record {
    name: "verify.v2.service",
    fields: &[
        field("sid", Kind::Sid("VA"), "The service's SID."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("friendly_name", Kind::Text, "The name in messages.").such_as("Owl Bank"),
        field("code_length", Kind::Integer(4, 10), "Digits of a code.").such_as("6"),
        field("lookup_enabled", Kind::Boolean, "Whether answers tell what kind of number it is."),
        field("psd2_enabled", Kind::Boolean, "Whether each verification is bound to an amount and a payee."),
        field("skip_sms_to_landlines", Kind::Boolean, "Whether text messages to landlines are refused."),
        field(
            "dtmf_input_required",
            Kind::Boolean,
            "Whether a call waits for two digits before it reads the code.",
        ),
        field("tts_name", Kind::Text, "Another voice for calls.").or_null(),
        field(
            "do_not_share_warning_enabled",
            Kind::Boolean,
            "Whether text messages warn not to share the code.",
        ),
        field("custom_code_enabled", Kind::Boolean, "Whether creates may bring their own code."),
        field(
            "push",
            Kind::Members(&[
                field("include_date", Kind::Boolean, "Whether challenges show their date."),
                field("apn_credential_sid", Kind::Sid("CR"), "For Apple's push service.").or_null(),
                field("fcm_credential_sid", Kind::Sid("CR"), "For Google's push service.").or_null(),
            ]),
            "Settings of push factors.",
        ),
        field(
            "totp",
            Kind::Members(&[
                field("issuer", Kind::Text, "Shown in authenticator apps.").or_null(),
                field("time_step", Kind::Integer(20, 60), "Seconds that a code is shown.").or_null(),
                field("code_length", Kind::Integer(3, 8), "Digits of a code.").or_null(),
                field("skew", Kind::Integer(0, 2), "Steps before and after that are taken too.").or_null(),
            ]),
            "Settings of TOTP factors.",
        ),
        field("default_template_sid", Kind::Sid("HJ"), "The template that is used unless another is named.")
            .or_null(),
        field(
            "whatsapp",
            Kind::Members(&[
                field("msg_service_sid", Kind::Sid("MG"), "Kept for Twilio's own clients.").or_null(),
                field("from", Kind::Text, "The sender, `whatsapp:+…`.").or_null(),
            ]),
            "The sender of WhatsApp messages.",
        ),
        field(
            "passkeys",
            Kind::Members(&[
                field(
                    "relying_party",
                    Kind::Members(&[
                        field("id", Kind::Text, "The domain that passkeys are bound to.").or_null(),
                        field("name", Kind::Text, "Shown by the browser.").or_null(),
                        field("origins", Kind::Texts, "Where ceremonies may come from.").or_null(),
                    ]),
                    "Who asks for a passkey.",
                ),
                field("authenticator_attachment", Kind::Text, "Which kind of authenticator.").or_null(),
                field(
                    "discoverable_credentials",
                    Kind::Text,
                    "Whether the key is found without being named.",
                )
                .or_null(),
                field("user_verification", Kind::Text, "Whether the person must unlock the authenticator.")
                    .or_null(),
            ]),
            "Settings of passkeys.",
        ),
        field("verify_event_subscription_enabled", Kind::Boolean, "Kept for Twilio's own clients."),
        field("verification_ttl", LIFETIME, "Seconds that a code lives.").ours().such_as("600"),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("url", Kind::Url, "Where it is."),
        field(
            "links",
            Kind::Members(&[
                field("verification_checks", Kind::Url, "Checks."),
                field("verifications", Kind::Url, "Verifications."),
                field("rate_limits", Kind::Url, "Rate limits."),
                field("messaging_configurations", Kind::Url, "Messaging configurations."),
                field("entities", Kind::Url, "Entities."),
                field("webhooks", Kind::Url, "Webhooks."),
                field("access_tokens", Kind::Url, "Access tokens."),
            ]),
            "What belongs to it.",
        ),
    ],
};

const LIFETIME: Kind = Kind::Integer(120, 86_400);
const CRITERIA: Kind = Kind::OneOf(&["", "required", "preferred", "discouraged"]);
const NAME: Field = field(
    "FriendlyName",
    Kind::Text,
    "The name in messages: up to 30 letters, digits, spaces, dashes; at most four digits.",
)
.such_as("Owl Bank");

/// The settings of a service behind its name; `v2/services/settings.rs` reads them.
macro_rules! settings {
    ($name:expr) => {
        &[
            $name,
            field("CodeLength", Kind::Integer(4, 10), "Digits of a code.").such_as("6"),
            field("LookupEnabled", Kind::Boolean, "Tell in answers what kind of number it is."),
            field("Psd2Enabled", Kind::Boolean, "Bind each verification to an amount and a payee."),
            field("SkipSmsToLandlines", Kind::Boolean, "Refuse text messages to landlines; needs `LookupEnabled`."),
            field("DtmfInputRequired", Kind::Boolean, "Have a call wait for two digits before it reads the code."),
            field("TtsName", Kind::Text, "Another voice for calls, by the provider's name for it."),
            field("DoNotShareWarningEnabled", Kind::Boolean, "Warn in text messages not to share the code."),
            field("CustomCodeEnabled", Kind::Boolean, "Let creates bring their own code."),
            field("Push.IncludeDate", Kind::Boolean, "Show the date of challenges."),
            field("Push.ApnCredentialSid", Kind::Text, "For Apple's push service: `CR…`, or empty."),
            field("Push.FcmCredentialSid", Kind::Text, "For Google's push service: `CR…`, or empty."),
            field("Totp.Issuer", Kind::Text, "Shown in authenticator apps."),
            field("Totp.TimeStep", Kind::Integer(20, 60), "Seconds that a code is shown."),
            field("Totp.CodeLength", Kind::Integer(3, 8), "Digits of a code."),
            field("Totp.Skew", Kind::Integer(0, 2), "Steps before and after that are taken too."),
            field("DefaultTemplateSid", Kind::Text, "The template unless another is named: `HJ…`, or empty."),
            field("Whatsapp.MsgServiceSid", Kind::Text, "Kept for Twilio's own clients: `MG…`, or empty."),
            field("Whatsapp.From", Kind::Text, "The sender: `whatsapp:+…`, or empty."),
            field("Passkeys.RelyingParty.Id", Kind::Text, "The domain that passkeys are bound to."),
            field("Passkeys.RelyingParty.Name", Kind::Text, "Shown by the browser."),
            field("Passkeys.RelyingParty.Origins", Kind::Text, "Where ceremonies may come from, with commas between."),
            field(
                "Passkeys.AuthenticatorAttachment",
                Kind::OneOf(&["", "platform", "cross-platform", "any"]),
                "Which kind of authenticator.",
            ),
            field("Passkeys.DiscoverableCredentials", CRITERIA, "Whether the key is found without being named."),
            field("Passkeys.UserVerification", CRITERIA, "Whether the person must unlock the authenticator."),
            field("VerifyEventSubscriptionEnabled", Kind::Boolean, "Kept for Twilio's own clients."),
            field("VerificationTtl", LIFETIME, "Seconds that a code lives.").ours().such_as("600"),
        ]
    };
}

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/Services",
        id: "CreateService",
        summary: "Make a service: an application's settings.",
        sends: settings!(NAME.must()),
        headers: &[],
        answer: Answer::Made(&SERVICE),
        refusals: &[],
    },
    Operation {
        method: "get",
        path: "/v2/Services",
        id: "ListService",
        summary: "The account's services, oldest first.",
        sends: PAGES,
        headers: &[],
        answer: Answer::Page("services", &SERVICE),
        refusals: &[],
    },
    Operation {
        method: "get",
        path: "/v2/Services/{Sid}",
        id: "FetchService",
        summary: "One service.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&SERVICE),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v2/Services/{Sid}",
        id: "UpdateService",
        summary: "Change the settings that are named.",
        sends: settings!(NAME),
        headers: &[],
        answer: Answer::Found(&SERVICE),
        refusals: &[],
    },
    Operation {
        method: "delete",
        path: "/v2/Services/{Sid}",
        id: "DeleteService",
        summary: "Delete a service and everything under it.",
        sends: &[],
        headers: &[],
        answer: Answer::Nothing,
        refusals: &[],
    },
];
