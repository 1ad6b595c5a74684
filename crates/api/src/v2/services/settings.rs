//! A service's settings as a form says them.

use countersign_engine::service::ServicePatch;
use countersign_model::{CodeLength, CredentialSid, Lifetime, MessagingServiceSid, Phone, TemplateSid};
use countersign_web::{Form, Problem};

/// Text that can stand in a setting: no line breaks or other control characters, not endless.
fn line(text: &str) -> Result<String, ()> {
    let fits = text.chars().count() <= 100 && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned()).ok_or(())
}

/// One of `values`; the empty text is a value too.
fn one_of(values: &'static [&'static str]) -> impl Fn(&str) -> Result<String, ()> {
    move |text| (text.is_empty() || values.contains(&text)).then(|| text.to_owned()).ok_or(())
}

/// A SID of kind `T`, or nothing to clear the setting.
fn sid<T: std::str::FromStr>(text: &str) -> Result<String, ()> {
    (text.is_empty() || text.parse::<T>().is_ok()).then(|| text.to_owned()).ok_or(())
}

fn whatsapp_sender(text: &str) -> Result<String, ()> {
    let number = text.strip_prefix("whatsapp:").unwrap_or(text);
    if text.is_empty() {
        return Ok(String::new());
    }
    Phone::parse(number).map(|phone| format!("whatsapp:{}", phone.as_str())).map_err(|_| ())
}

/// Origins as one comma-separated text (behaviour map 6).
fn origins(text: &str) -> Result<Vec<String>, ()> {
    let text = line_of_origins(text)?;
    Ok(text.split(',').map(str::trim).filter(|origin| !origin.is_empty()).map(str::to_owned).collect())
}

fn line_of_origins(text: &str) -> Result<&str, ()> {
    let fits = text.len() <= 2048 && !text.chars().any(|c| c.is_control() || c == '"' || c == '<');
    fits.then_some(text).ok_or(())
}

const CRITERIA: &[&str] = &["required", "preferred", "discouraged"];

/// The names of all settings.
pub const NAMES: &[&str] = &[
    "CodeLength",
    "LookupEnabled",
    "Psd2Enabled",
    "SkipSmsToLandlines",
    "DtmfInputRequired",
    "TtsName",
    "DoNotShareWarningEnabled",
    "CustomCodeEnabled",
    "Push.IncludeDate",
    "Push.ApnCredentialSid",
    "Push.FcmCredentialSid",
    "Totp.Issuer",
    "Totp.TimeStep",
    "Totp.CodeLength",
    "Totp.Skew",
    "DefaultTemplateSid",
    "Whatsapp.MsgServiceSid",
    "Whatsapp.From",
    "Passkeys.RelyingParty.Id",
    "Passkeys.RelyingParty.Name",
    "Passkeys.RelyingParty.Origins",
    "Passkeys.AuthenticatorAttachment",
    "Passkeys.DiscoverableCredentials",
    "Passkeys.UserVerification",
    "VerifyEventSubscriptionEnabled",
    "VerificationTtl",
];

/// What `form` says of the settings.
///
/// # Errors
/// The problem of the first setting that can't be taken.
pub fn parse(form: &Form) -> Result<ServicePatch, Problem> {
    let code_length =
        |text: &str| text.parse().map_err(drop).and_then(|n: i64| CodeLength::parse(n).map_err(drop));
    let lifetime = |text: &str| text.parse().ok().and_then(Lifetime::from_seconds).ok_or(());
    Ok(ServicePatch {
        code_length: form.parse_with("CodeLength", code_length)?,
        lookup_enabled: form.boolean("LookupEnabled")?,
        psd2_enabled: form.boolean("Psd2Enabled")?,
        skip_sms_to_landlines: form.boolean("SkipSmsToLandlines")?,
        dtmf_input_required: form.boolean("DtmfInputRequired")?,
        tts_name: form.parse_with("TtsName", line)?,
        do_not_share_warning_enabled: form.boolean("DoNotShareWarningEnabled")?,
        custom_code_enabled: form.boolean("CustomCodeEnabled")?,
        push_include_date: form.boolean("Push.IncludeDate")?,
        push_apn_credential_sid: form.parse_with("Push.ApnCredentialSid", sid::<CredentialSid>)?,
        push_fcm_credential_sid: form.parse_with("Push.FcmCredentialSid", sid::<CredentialSid>)?,
        totp_issuer: form.parse_with("Totp.Issuer", line)?,
        totp_time_step: form.integer("Totp.TimeStep", 20..=60)?,
        totp_code_length: form.integer("Totp.CodeLength", 3..=8)?,
        totp_skew: form.integer("Totp.Skew", 0..=2)?,
        default_template_sid: form.parse_with("DefaultTemplateSid", sid::<TemplateSid>)?,
        whatsapp_msg_service_sid: form.parse_with("Whatsapp.MsgServiceSid", sid::<MessagingServiceSid>)?,
        whatsapp_from: form.parse_with("Whatsapp.From", whatsapp_sender)?,
        passkeys_relying_party_id: form.parse_with("Passkeys.RelyingParty.Id", line)?,
        passkeys_relying_party_name: form.parse_with("Passkeys.RelyingParty.Name", line)?,
        passkeys_relying_party_origins: form.parse_with("Passkeys.RelyingParty.Origins", origins)?,
        passkeys_authenticator_attachment: form
            .parse_with("Passkeys.AuthenticatorAttachment", one_of(&["platform", "cross-platform", "any"]))?,
        passkeys_discoverable_credentials: form
            .parse_with("Passkeys.DiscoverableCredentials", one_of(CRITERIA))?,
        passkeys_user_verification: form.parse_with("Passkeys.UserVerification", one_of(CRITERIA))?,
        verify_event_subscription_enabled: form.boolean("VerifyEventSubscriptionEnabled")?,
        verification_ttl: form.parse_with("VerificationTtl", lifetime)?,
    })
}

#[cfg(test)]
mod tests {
    use countersign_model::{
        AccountSid, FriendlyName, MockDice, Service, ServiceSettings, ServiceSid, Timestamp,
    };
    use countersign_web::{Origin, Scheme};
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_name_is_read_and_refused_when_it_says_nonsense() {
        for name in NAMES {
            let nonsense = Form::from_pairs(&[(name, "\u{7}nonsense")]);
            let problem = parse(&nonsense).unwrap_err();
            assert_eq!(problem.message, format!("Invalid parameter: {name}"));
        }
    }

    /// The settings one by one, under the names that requests give them: `push.include_date` is `Push.IncludeDate`.
    fn leaves(value: &Value, name: &str, into: &mut Vec<(String, Value)>) {
        let Value::Object(members) = value else { return into.push((name.to_owned(), value.clone())) };
        for (member, value) in members {
            let words = member.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
            let dot = if name.is_empty() { "" } else { "." };
            leaves(value, &format!("{name}{dot}{}", words.collect::<String>()), into);
        }
    }

    fn named(settings: &ServiceSettings) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        leaves(&serde_json::to_value(settings).unwrap(), "", &mut found);
        // Those of prompts are no words of Twilio's, and have an address of their own.
        found.retain(|(name, _)| !name.starts_with("Prompts."));
        found.sort_by(|one, other| one.0.cmp(&other.0));
        found
    }

    /// `settings` after one of them was set to something else than it was: to the first of these that it takes.
    fn with(settings: &ServiceSettings, name: &str) -> Option<ServiceSettings> {
        let credential = format!("CR{}", "0a".repeat(16));
        let (template, messaging) = (credential.replace("CR", "HJ"), credential.replace("CR", "MG"));
        let values =
            ["true", "false", "8", "2", "30", "300", "whatsapp:+15017122661", "required", "platform"];
        let values = [&credential, &template, &messaging].into_iter().map(String::as_str).chain(values);
        values.into_iter().chain(["words"]).find_map(|value| {
            let patch = parse(&Form::from_pairs(&[(name, value)])).ok()?;
            patch.apply(settings.clone()).ok().filter(|changed| changed != settings)
        })
    }

    #[test]
    fn every_setting_has_a_name_can_be_set_by_it_alone_and_is_shown() {
        // One of them needs another.
        let before = ServiceSettings { lookup_enabled: true, ..ServiceSettings::default() };
        let mut names: Vec<String> = named(&before).into_iter().map(|(name, _)| name).collect();
        let mut known = NAMES.to_vec();
        known.sort_unstable();
        assert_eq!(names, known);
        names.retain(|name| *name != "LookupEnabled");
        for name in names {
            let changed = with(&before, &name).unwrap_or_else(|| panic!("{name} takes none of the values"));
            let differ: Vec<_> =
                named(&changed).into_iter().zip(named(&before)).filter(|(one, other)| one != other).collect();
            assert!(matches!(&differ[..], [((found, _), _)] if *found == name), "{name}: {differ:?}");
            let dice = MockDice::new(1);
            let now = Timestamp::from_millis(0);
            let service = Service {
                sid: ServiceSid::new(now, &dice),
                account_sid: AccountSid::new(now, &dice),
                friendly_name: FriendlyName::parse("Acme").unwrap(),
                settings: changed.clone(),
                created_at: now,
                updated_at: now,
            };
            let origin = Origin::of_listener(Scheme::Http, ([127, 0, 0, 1], 80).into());
            let mut shown = Vec::new();
            leaves(&serde_json::to_value(super::super::body(&service, &origin)).unwrap(), "", &mut shown);
            for setting in named(&changed) {
                assert!(shown.contains(&setting), "{setting:?} in {shown:?}");
            }
        }
    }
}
