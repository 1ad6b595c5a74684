//! The operations of prompts, all of them ours.

use super::table::{Answer, Field, Kind, Operation, PAGES, Record, field};

const METHODS: &[&str] =
    &["passkeys", "push", "totp", "hardware_totp", "hotp", "phone", "email", "recovery_codes"];
const PURPOSES: &[&str] = &["setup", "login", "confirm"];
const STATUSES: &[&str] =
    &["pending", "completed", "not_enrolled", "canceled", "denied", "failed", "expired"];

const CONFIRM: Field = field(
    "confirm",
    Kind::Members(&[
        field("text", Kind::Text, "In your words, up to 200 characters.").sometimes(),
        field("amount", Kind::Text, "How much is paid; with `payee`, and the service's `Psd2Enabled`.")
            .sometimes(),
        field("payee", Kind::Text, "Who is paid.").sometimes(),
    ]),
    "What the person confirms: a text, or amount and payee. Stands on every page, and its hash in the signed result.",
);

static PROMPT: Record = Record {
    name: "v1.service.prompt",
    fields: &[
        field("sid", Kind::Sid("YP"), "The prompt's SID.").ours(),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("identity", Kind::Text, "Your name for the person.")
            .such_as("ff483d1ff591898a9942916050d2ca3f"),
        field("purpose", Kind::OneOf(PURPOSES), "What it is for."),
        field(
            "status",
            Kind::OneOf(STATUSES),
            "Where it stands. `completed` says that everything was shown in the browser that the link was opened in first; \
             whether that was your person's, only the exchange of the result's code tells.",
        ),
        field("state", Kind::Text, "What comes back with the browser.").or_null(),
        field("return_url", Kind::Url, "Where the browser goes in the end.")
            .such_as("https://app.example.com/done"),
        field("locale", Kind::Text, "The pages' language.").or_null(),
        field("allowed", Kind::Texts, "The methods that are offered, the strongest first."),
        field("required", Kind::Texts, "Methods of which each has to be shown."),
        field("two_methods", Kind::Boolean, "Whether two different methods have to be shown."),
        field("aal", Kind::Integer(0, 2), "The assurance level that has to be reached."),
        CONFIRM.or_null(),
        field("opened", Kind::Boolean, "Whether somebody has done something; looking isn't enough."),
        field("date_exchanged", Kind::Moment, "When the result's code was exchanged.").or_null(),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When something was last done."),
        field("date_ended", Kind::Moment, "When it was over.").or_null(),
        field("date_expires", Kind::Moment, "Until when it can be used."),
        field(
            "url",
            Kind::Url,
            "Where the person's browser is to go; told in the answer to the create alone.",
        )
        .sometimes(),
    ],
};

static RESULT: Record = Record {
    name: "v1.service.prompt.result",
    fields: &[
        field("sid", Kind::Sid("YP"), "The prompt's SID.").ours(),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("identity", Kind::Text, "Your name for the person.")
            .such_as("ff483d1ff591898a9942916050d2ca3f"),
        field("purpose", Kind::OneOf(PURPOSES), "What it was for."),
        field("status", Kind::OneOf(&["approved"]), "The person may come in."),
        field("state", Kind::Text, "Compare it with what your own session holds.").or_null(),
        CONFIRM.or_null(),
        field(
            "methods",
            Kind::Rows(&[
                field("method", Kind::OneOf(METHODS), "With what."),
                field("channel", Kind::OneOf(&["sms", "call", "email"]), "How the code travelled.").or_null(),
                field("factor_sid", Kind::Sid("YF"), "The factor."),
                field("date_verified", Kind::Moment, "When."),
            ]),
            "What was shown, oldest first.",
        ),
        field(
            "aal",
            Kind::Integer(0, 2),
            "The assurance level of NIST SP 800-63B that it reaches without the password you may have asked for before.",
        ),
        field("amr", Kind::Texts, "Authentication method references (RFC 8176)."),
        field("token", Kind::Text, "The same as a JWT (ES256), good for five minutes."),
        field("date_exchanged", Kind::Moment, "When."),
    ],
};

static SETTINGS: Record = Record {
    name: "v1.service.prompt_settings",
    fields: &[
        field("service_sid", Kind::Sid("VA"), "The service.").ours(),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("return_urls", Kind::Texts, "Where browsers may be sent back to."),
        field("methods", Kind::Texts, "The methods that are offered, the strongest first."),
        field("setup_methods", Kind::Texts, "Those of them that can be set up; null for all.").or_null(),
        field("login_methods", Kind::Texts, "Those of them that a login takes; null for all.").or_null(),
        field(
            "confirm_methods",
            Kind::Texts,
            "Those of them that something is confirmed with; null for all.",
        )
        .or_null(),
        field("two_methods", Kind::Texts, "The purposes at which two different methods have to be shown."),
        field(
            "setup_aal",
            Kind::Integer(0, 2),
            "The assurance level that is asked of whoever can show it before they change their methods.",
        ),
        field("login_aal", Kind::Integer(0, 2), "The level that a login has to reach."),
        field("confirm_aal", Kind::Integer(0, 2), "The level that it takes to confirm something."),
        field("logo_url", Kind::Url, "A picture on the pages.").or_null(),
        field("color", Kind::Text, "The colour of buttons.").or_null(),
        field("support_url", Kind::Text, "Where people find help.").or_null(),
        field("push_app_link", Kind::Text, "What opens your app to set a device up.").or_null(),
        field("date_updated", Kind::Moment, "When the service was changed last."),
        field("url", Kind::Url, "Where it is."),
    ],
};

static KEYS: Record = Record {
    name: "v1.service.jwks",
    fields: &[field(
        "keys",
        Kind::Rows(&[
            field("kty", Kind::OneOf(&["EC"]), "The type of key.").ours(),
            field("crv", Kind::OneOf(&["P-256"]), "The curve."),
            field("use", Kind::OneOf(&["sig"]), "It signs."),
            field("alg", Kind::OneOf(&["ES256"]), "How."),
            field("kid", Kind::Text, "Its thumbprint (RFC 7638), which tokens name."),
            field("x", Kind::Text, "The public half."),
            field("y", Kind::Text, "The public half."),
        ]),
        "As RFC 7517 has them.",
    )
    .ours()],
};

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v1/Services/{ServiceSid}/Prompts",
        id: "CreatePrompt",
        summary: "Make a prompt, and send the person's browser to its `url`. A login for somebody who has no method is over at \
                  once: `not_enrolled`.",
        sends: &[
            field("purpose", Kind::OneOf(PURPOSES), "What it is for.").must().such_as("login"),
            field("identity", Kind::Text, "Your name for the person: 8 to 64 letters, digits and `-`.")
                .must()
                .such_as("ff483d1ff591898a9942916050d2ca3f"),
            field(
                "return_url",
                Kind::Url,
                "Where the browser goes in the end; registered in the prompt settings, its query free.",
            )
            .must()
            .such_as("https://app.example.com/done"),
            field("state", Kind::Text, "What comes back with the browser, and signed as `nonce`; up to 512 octets."),
            field("locale", Kind::Text, "The pages' language; the browser's unless given.").such_as("en"),
            field(
                "addresses",
                Kind::Members(&[
                    field("phone", Kind::Text, "In E.164.").sometimes(),
                    field("email", Kind::Text, "A mailbox.").sometimes(),
                ]),
                "Addresses that you know: set-up offers them. They are forgotten when the prompt is over.",
            ),
            field("account_name", Kind::Text, "What authenticator apps and passkeys call the person; up to 64 letters."),
            field("allowed", Kind::Texts, "Only these methods of those that the service offers."),
            field("required", Kind::Texts, "Methods of which each has to be shown."),
            field(
                "aal",
                Kind::Integer(0, 2),
                "The assurance level that has to be reached, where that is more than the service asks for; 2 takes a passkey that \
                 is unlocked.",
            ),
            CONFIRM,
            field("lifetime", Kind::Integer(60, 3600), "Seconds that it can be used; 900 unless given."),
        ],
        headers: &[],
        answer: Answer::Made(&PROMPT),
        refusals: &[69001, 69002, 69005, 69006],
    },
    Operation {
        method: "get",
        path: "/v1/Services/{ServiceSid}/Prompts",
        id: "ListPrompt",
        summary: "A service's prompts of the last day, oldest first.",
        sends: PAGES,
        headers: &[],
        answer: Answer::Page("prompts", &PROMPT),
        refusals: &[],
    },
    Operation {
        method: "get",
        path: "/v1/Services/{ServiceSid}/Prompts/{Sid}",
        id: "FetchPrompt",
        summary: "One prompt. It never says `approved`.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&PROMPT),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v1/Services/{ServiceSid}/Prompts/{Sid}",
        id: "UpdatePrompt",
        summary: "End a prompt that isn't needed any more.",
        sends: &[field("status", Kind::OneOf(&["canceled"]), "There is nothing else to change.").must()],
        headers: &[],
        answer: Answer::Found(&PROMPT),
        refusals: &[69004],
    },
    Operation {
        method: "post",
        path: "/v1/Services/{ServiceSid}/Prompts/{Sid}/Result",
        id: "ExchangePrompt",
        summary: "Exchange the code that the browser came back with, once and within 60 seconds: only its answer says that the \
                  person is approved.",
        sends: &[field("code", Kind::Text, "The parameter `code` of the address that the browser came to.").must()],
        headers: &[],
        answer: Answer::Found(&RESULT),
        refusals: &[69003],
    },
    Operation {
        method: "get",
        path: "/v1/Services/{ServiceSid}/PromptSettings",
        id: "FetchPromptSettings",
        summary: "The settings of a service's prompts.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&SETTINGS),
        refusals: &[],
    },
    Operation {
        method: "post",
        path: "/v1/Services/{ServiceSid}/PromptSettings",
        id: "UpdatePromptSettings",
        summary: "Change the settings that are named; null clears.",
        sends: &[
            field(
                "return_urls",
                Kind::Texts,
                "Where browsers may be sent back to: `https://`, or `http://` on a developer's own machine; no query. 20 at most.",
            )
            .or_null(),
            field("methods", Kind::Texts, "The methods that are offered; null offers all.").or_null(),
            field("setup_methods", Kind::Texts, "Those of them that can be set up; null for all.").or_null(),
            field("login_methods", Kind::Texts, "Those of them that a login takes; null for all.").or_null(),
            field("confirm_methods", Kind::Texts, "Those of them that something is confirmed with; null for all.").or_null(),
            field("two_methods", Kind::Texts, "The purposes at which two different methods have to be shown; null for none.")
                .or_null(),
            field(
                "setup_aal",
                Kind::Integer(0, 2),
                "The assurance level that is asked of whoever can show it before they change their methods.",
            )
            .or_null(),
            field("login_aal", Kind::Integer(0, 2), "The level that a login has to reach.").or_null(),
            field("confirm_aal", Kind::Integer(0, 2), "The level that it takes to confirm something.").or_null(),
            field("logo_url", Kind::Text, "A picture on the pages, `https://`.").or_null(),
            field("color", Kind::Text, "The colour of buttons, `#rrggbb`.").or_null(),
            field("support_url", Kind::Text, "Where people find help: `https:`, `mailto:` or `tel:`.").or_null(),
            field(
                "push_app_link",
                Kind::Text,
                "What opens your app to set a device up: `https://`, or a scheme that begins with your own domain \
                 (`com.example.app:/enrol`); no fragment. Without it no device can be set up on the pages.",
            )
            .or_null(),
        ],
        headers: &[],
        answer: Answer::Found(&SETTINGS),
        refusals: &[69006],
    },
    Operation {
        method: "get",
        path: "/v1/Services/{ServiceSid}/jwks.json",
        id: "FetchPromptKeys",
        summary: "The public keys that results are signed with, to anybody.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&KEYS),
        refusals: &[],
    },
];
