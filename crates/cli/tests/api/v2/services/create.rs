//! `POST /v2/Services` (behaviour map 6).

use serde_json::json;

use crate::support::{Answer, TestApp, assert_json, on_both_engines};

on_both_engines!(
    a_service_with_nothing_but_a_name_has_the_defaults,
    every_setting_can_be_given_and_is_shown,
    a_service_is_fetched_as_it_was_made,
    a_name_is_required_and_may_not_trick_a_reader,
    each_setting_has_its_bounds,
    the_bounds_themselves_are_taken,
    a_refused_service_was_not_made,
);

async fn a_service_with_nothing_but_a_name_has_the_defaults(app: TestApp) {
    let made = app.api().post("/v2/Services", &[("FriendlyName", "My App")]).await.is(201);
    assert_json!(made.body, {".sid" => "[VA]", ".account_sid" => "[AC]", ".url" => "[url]", ".links" => "[links]"}, @r#"
    {
      "account_sid": "[AC]",
      "code_length": 6,
      "custom_code_enabled": false,
      "date_created": "2026-01-01T00:00:00Z",
      "date_updated": "2026-01-01T00:00:00Z",
      "default_template_sid": null,
      "do_not_share_warning_enabled": false,
      "dtmf_input_required": true,
      "friendly_name": "My App",
      "links": "[links]",
      "lookup_enabled": false,
      "passkeys": {
        "authenticator_attachment": null,
        "discoverable_credentials": null,
        "relying_party": {
          "id": null,
          "name": null,
          "origins": null
        },
        "user_verification": null
      },
      "psd2_enabled": false,
      "push": {
        "apn_credential_sid": null,
        "fcm_credential_sid": null,
        "include_date": false
      },
      "sid": "[VA]",
      "skip_sms_to_landlines": false,
      "totp": {
        "code_length": null,
        "issuer": null,
        "skew": null,
        "time_step": null
      },
      "tts_name": null,
      "url": "[url]",
      "verification_ttl": 600,
      "verify_event_subscription_enabled": false,
      "whatsapp": {
        "from": null,
        "msg_service_sid": null
      }
    }
    "#);
    let url = format!("http://verify.test/v2/Services/{}", made.sid());
    assert_eq!(made.text("url"), url);
    assert_eq!(made.text("account_sid"), app.account.to_string());
    let expected = json!({
        "verification_checks": format!("{url}/VerificationCheck"),
        "verifications": format!("{url}/Verifications"),
        "rate_limits": format!("{url}/RateLimits"),
        "messaging_configurations": format!("{url}/MessagingConfigurations"),
        "entities": format!("{url}/Entities"),
        "webhooks": format!("{url}/Webhooks"),
        "access_tokens": format!("{url}/AccessTokens"),
    });
    assert_eq!(made.body["links"], expected);
}

/// Every setting, as a request names it and as the answer shows it.
const ALL: [(&str, &str, &str, &str); 26] = [
    ("CodeLength", "8", "/code_length", "8"),
    ("LookupEnabled", "true", "/lookup_enabled", "true"),
    ("Psd2Enabled", "True", "/psd2_enabled", "true"),
    ("SkipSmsToLandlines", "TRUE", "/skip_sms_to_landlines", "true"),
    ("DtmfInputRequired", "false", "/dtmf_input_required", "false"),
    ("TtsName", "Polly.Joanna", "/tts_name", "\"Polly.Joanna\""),
    ("DoNotShareWarningEnabled", "true", "/do_not_share_warning_enabled", "true"),
    ("CustomCodeEnabled", "true", "/custom_code_enabled", "true"),
    ("Push.IncludeDate", "true", "/push/include_date", "true"),
    (
        "Push.ApnCredentialSid",
        "CR0123456789abcdef0123456789abcdef",
        "/push/apn_credential_sid",
        "\"CR0123456789abcdef0123456789abcdef\"",
    ),
    (
        "Push.FcmCredentialSid",
        "CR1123456789abcdef0123456789abcdef",
        "/push/fcm_credential_sid",
        "\"CR1123456789abcdef0123456789abcdef\"",
    ),
    ("Totp.Issuer", "Acme Inc.", "/totp/issuer", "\"Acme Inc.\""),
    ("Totp.TimeStep", "60", "/totp/time_step", "60"),
    ("Totp.CodeLength", "8", "/totp/code_length", "8"),
    ("Totp.Skew", "2", "/totp/skew", "2"),
    (
        "DefaultTemplateSid",
        "HJ0123456789abcdef0123456789abcdef",
        "/default_template_sid",
        "\"HJ0123456789abcdef0123456789abcdef\"",
    ),
    (
        "Whatsapp.MsgServiceSid",
        "MG0123456789abcdef0123456789abcdef",
        "/whatsapp/msg_service_sid",
        "\"MG0123456789abcdef0123456789abcdef\"",
    ),
    ("Whatsapp.From", "whatsapp:+15017122661", "/whatsapp/from", "\"whatsapp:+15017122661\""),
    ("Passkeys.RelyingParty.Id", "example.com", "/passkeys/relying_party/id", "\"example.com\""),
    ("Passkeys.RelyingParty.Name", "Acme", "/passkeys/relying_party/name", "\"Acme\""),
    (
        "Passkeys.RelyingParty.Origins",
        "https://a.example.com, https://b.example.com",
        "/passkeys/relying_party/origins",
        "[\"https://a.example.com\",\"https://b.example.com\"]",
    ),
    (
        "Passkeys.AuthenticatorAttachment",
        "cross-platform",
        "/passkeys/authenticator_attachment",
        "\"cross-platform\"",
    ),
    ("Passkeys.DiscoverableCredentials", "required", "/passkeys/discoverable_credentials", "\"required\""),
    ("Passkeys.UserVerification", "preferred", "/passkeys/user_verification", "\"preferred\""),
    ("VerifyEventSubscriptionEnabled", "true", "/verify_event_subscription_enabled", "true"),
    ("VerificationTtl", "300", "/verification_ttl", "300"),
];

/// A request with every setting.
pub(super) fn everything() -> Vec<(&'static str, &'static str)> {
    ALL.iter().map(|(name, value, ..)| (*name, *value)).collect()
}

/// The answer shows every setting of [`everything`].
pub(super) fn shows_everything(answer: &Answer) {
    for (name, _, pointer, shown) in ALL {
        let value = answer.body.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
        assert_eq!(value.to_string(), shown, "{name}");
    }
}

async fn every_setting_can_be_given_and_is_shown(app: TestApp) {
    let mut pairs = everything();
    pairs.push(("FriendlyName", "Acme"));
    let made = app.api().post("/v2/Services", &pairs).await.is(201);
    shows_everything(&made);
}

async fn a_service_is_fetched_as_it_was_made(app: TestApp) {
    let mut pairs = everything();
    pairs.push(("FriendlyName", "Müller アクメ"));
    let made = app.api().post("/v2/Services", &pairs).await.is(201);
    assert_eq!(made.text("friendly_name"), "Müller アクメ");
    let fetched = app.api().get(&format!("/v2/Services/{}", made.sid())).await.is(200);
    assert_eq!(fetched.body, made.body);
    let upper = format!("/v2/Services/VA{}", made.sid()[2..].to_uppercase());
    assert_eq!(app.api().get(&upper).await.is(200).body, made.body);
}

async fn a_name_is_required_and_may_not_trick_a_reader(app: TestApp) {
    let api = app.api();
    let missing = api.post("/v2/Services", &[("CodeLength", "6")]).await.refuses(400, 20001);
    assert_eq!(missing.body["message"], "Missing required parameter FriendlyName in the post body");
    let long = "x".repeat(31);
    for name in ["", "  ", "evil.com", "http://x", "App 12345", "a\nb", "R&D", "\u{202e}App", &long] {
        api.post("/v2/Services", &[("FriendlyName", name)]).await.blames("FriendlyName");
    }
    let longest = "x".repeat(30);
    for (name, shown) in [("App 1234", "App 1234"), ("  Acme ", "Acme"), (longest.as_str(), longest.as_str())]
    {
        let made = api.post("/v2/Services", &[("FriendlyName", name)]).await.is(201);
        assert_eq!(made.text("friendly_name"), shown);
    }
}

/// Values just outside, and values that are something else.
const REFUSED: [(&str, &[&str]); 26] = [
    ("CodeLength", &["3", "11", "", "x", "6.0", "-6", "1e1", "99999999999999999999"]),
    ("LookupEnabled", &["", "1", "yes", "null"]),
    ("Psd2Enabled", &["", "on"]),
    ("SkipSmsToLandlines", &["", "no"]),
    ("DtmfInputRequired", &["", "0"]),
    ("TtsName", &["a\nb", "\u{7f}"]),
    ("DoNotShareWarningEnabled", &["", "t"]),
    ("CustomCodeEnabled", &["", "[]"]),
    ("Push.IncludeDate", &["", "f"]),
    ("Push.ApnCredentialSid", &["CR1", "VA0123456789abcdef0123456789abcdef"]),
    ("Push.FcmCredentialSid", &["x", "CR0123456789abcdef0123456789abcdeg"]),
    ("Totp.Issuer", &["a\r\nb"]),
    ("Totp.TimeStep", &["19", "61", "", "+30", "x"]),
    ("Totp.CodeLength", &["2", "9", ""]),
    ("Totp.Skew", &["-1", "3", ""]),
    ("DefaultTemplateSid", &["HJ", "hj0123456789abcdef0123456789abcdef"]),
    ("Whatsapp.MsgServiceSid", &["MG0", "+15017122661"]),
    ("Whatsapp.From", &["whatsapp:", "5017122661", "sms:+15017122661"]),
    ("Passkeys.RelyingParty.Id", &["exa\tmple.com"]),
    ("Passkeys.RelyingParty.Name", &["a\u{1}"]),
    ("Passkeys.RelyingParty.Origins", &["https://a\n", "<script>"]),
    ("Passkeys.AuthenticatorAttachment", &["usb", "Platform"]),
    ("Passkeys.DiscoverableCredentials", &["yes", "REQUIRED"]),
    ("Passkeys.UserVerification", &["any", " "]),
    ("VerifyEventSubscriptionEnabled", &["", "2"]),
    ("VerificationTtl", &["119", "86401", "", "10m", "-600", "600.5"]),
];

async fn each_setting_has_its_bounds(app: TestApp) {
    let api = app.api();
    for (name, values) in REFUSED {
        for value in values {
            api.post("/v2/Services", &[("FriendlyName", "Acme"), (name, value)]).await.blames(name);
        }
    }
    let long = "x".repeat(101);
    for name in ["TtsName", "Totp.Issuer", "Passkeys.RelyingParty.Id", "Passkeys.RelyingParty.Name"] {
        api.post("/v2/Services", &[("FriendlyName", "Acme"), (name, &long)]).await.blames(name);
    }
    // It needs what it would look up.
    let alone = [("FriendlyName", "Acme"), ("SkipSmsToLandlines", "true")];
    api.post("/v2/Services", &alone).await.blames("SkipSmsToLandlines");
}

async fn the_bounds_themselves_are_taken(app: TestApp) {
    let api = app.api();
    for (name, pointer, values) in [
        ("CodeLength", "/code_length", [4, 10]),
        ("Totp.TimeStep", "/totp/time_step", [20, 60]),
        ("Totp.CodeLength", "/totp/code_length", [3, 8]),
        ("Totp.Skew", "/totp/skew", [0, 2]),
        ("VerificationTtl", "/verification_ttl", [120, 86_400]),
    ] {
        for value in values {
            let made = api
                .post("/v2/Services", &[("FriendlyName", "Acme"), (name, &value.to_string())])
                .await
                .is(201);
            assert_eq!(made.body.pointer(pointer), Some(&json!(value)), "{name}");
        }
    }
}

async fn a_refused_service_was_not_made(app: TestApp) {
    let api = app.api();
    api.post("/v2/Services", &[("FriendlyName", "Acme"), ("CodeLength", "3")]).await.blames("CodeLength");
    assert_eq!(api.get("/v2/Services").await.is(200).body["services"], json!([]));
}
