//! `POST /v2/Services/{Sid}`: absent leaves, empty clears (behaviour map 1.3).

use serde_json::{Value, json};

use super::create::{everything, shows_everything};
use crate::support::{MINUTE, TestApp, on_both_engines};

on_both_engines!(
    an_update_changes_what_it_names_and_nothing_else,
    every_setting_can_be_changed,
    an_empty_text_clears_what_may_be_null,
    a_refused_update_changes_nothing,
    an_unknown_service_is_not_found,
);

async fn an_update_changes_what_it_names_and_nothing_else(app: TestApp) {
    let service = app.service(&[("CodeLength", "8"), ("TtsName", "Anna")]).await;
    let before = service.api.get(&service.path("")).await.is(200).body;
    app.advance(MINUTE);
    let after = service.set(&[("FriendlyName", "Beta"), ("CustomCodeEnabled", "true")]).await.is(200).body;
    let mut expected = before.clone();
    expected["friendly_name"] = "Beta".into();
    expected["custom_code_enabled"] = true.into();
    expected["date_updated"] = "2026-01-01T00:01:00Z".into();
    assert_eq!(after, expected);
    assert_eq!(service.api.get(&service.path("")).await.is(200).body, expected);
    // Nothing named, nothing changed but the date.
    app.advance(MINUTE);
    expected["date_updated"] = "2026-01-01T00:02:00Z".into();
    assert_eq!(service.set(&[]).await.is(200).body, expected);
}

async fn every_setting_can_be_changed(app: TestApp) {
    let service = app.service(&[]).await;
    let changed = service.set(&everything()).await.is(200);
    shows_everything(&changed);
    assert_eq!(service.api.get(&service.path("")).await.is(200).body, changed.body);
}

async fn an_empty_text_clears_what_may_be_null(app: TestApp) {
    let service = app.service(&everything()).await;
    for (name, pointer) in [
        ("TtsName", "/tts_name"),
        ("Push.ApnCredentialSid", "/push/apn_credential_sid"),
        ("Push.FcmCredentialSid", "/push/fcm_credential_sid"),
        ("Totp.Issuer", "/totp/issuer"),
        ("DefaultTemplateSid", "/default_template_sid"),
        ("Whatsapp.MsgServiceSid", "/whatsapp/msg_service_sid"),
        ("Whatsapp.From", "/whatsapp/from"),
        ("Passkeys.RelyingParty.Id", "/passkeys/relying_party/id"),
        ("Passkeys.RelyingParty.Name", "/passkeys/relying_party/name"),
        ("Passkeys.RelyingParty.Origins", "/passkeys/relying_party/origins"),
    ] {
        let cleared = service.set(&[(name, "")]).await.is(200);
        assert_eq!(cleared.body.pointer(pointer), Some(&Value::Null), "{name}");
    }
    // Of these, the empty text is a value (behaviour map 6).
    for (name, member) in [
        ("Passkeys.AuthenticatorAttachment", "authenticator_attachment"),
        ("Passkeys.DiscoverableCredentials", "discoverable_credentials"),
        ("Passkeys.UserVerification", "user_verification"),
    ] {
        assert_eq!(service.set(&[(name, "")]).await.is(200).body["passkeys"][member], "", "{name}");
    }
}

async fn a_refused_update_changes_nothing(app: TestApp) {
    let service = app.service(&everything()).await;
    let before = service.api.get(&service.path("")).await.is(200).body;
    app.advance(MINUTE);
    service.set(&[("CodeLength", "4"), ("FriendlyName", "evil.com")]).await.blames("FriendlyName");
    service.set(&[("FriendlyName", "Beta"), ("CodeLength", "3")]).await.blames("CodeLength");
    service.set(&[("CodeLength", "4"), ("LookupEnabled", "false")]).await.blames("SkipSmsToLandlines");
    assert_eq!(service.api.get(&service.path("")).await.is(200).body, before);
    let both = [("LookupEnabled", "false"), ("SkipSmsToLandlines", "false")];
    assert_eq!(service.set(&both).await.is(200).body["lookup_enabled"], json!(false));
}

async fn an_unknown_service_is_not_found(app: TestApp) {
    for sid in ["VA00000000000000000000000000000000", "VA1", "Acme", "VE00000000000000000000000000000000"] {
        let path = format!("/v2/Services/{sid}");
        let refused = app.api().post(&path, &[("FriendlyName", "Beta")]).await.finds_nothing();
        let expected = format!("The requested resource /Services/{sid} was not found");
        assert_eq!(refused.body["message"], expected);
        app.api().get(&path).await.finds_nothing();
        app.api().delete(&path).await.finds_nothing();
    }
}
