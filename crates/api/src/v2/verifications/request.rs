//! The parameters of a create (behaviour map 4.1).

use std::collections::BTreeMap;
use std::net::IpAddr;

use countersign_engine::verification::StartVerification;
use countersign_model::{
    Amount, AppHash, Channel, Code, Email, FriendlyName, LocaleTag, Payee, SendDigits, ServiceSid,
    Substitution, TemplateSid, VerificationSid,
};
use countersign_web::{Caller, Form, Problem};
use serde_json::Value;

use super::rate_limits;
use crate::numbers::Numbers;

/// Most tags of one verification, and characters of a key or a value.
const TAGS: usize = 10;
const TAG_LENGTH: usize = 128;
/// Most names of one template that a request can speak for.
const SUBSTITUTIONS: usize = 20;

/// Reads the form.
pub(super) fn parse(
    caller: &Caller,
    service: ServiceSid,
    form: &Form,
    numbers: &Numbers,
) -> Result<StartVerification, Problem> {
    let named = channel(form)?;
    let recipient = match named {
        Some(channel) => form.require_with("To", |text| numbers.parse_for(channel, text))?,
        None => form.require_with("To", |text| numbers.parse(text))?,
    };
    // What `auto` comes to where the service has no order of channels.
    let usual = if recipient.phone().is_some() { Channel::Sms } else { Channel::Email };
    let channel = named.unwrap_or(usual);
    let app_hash = form.parse_with("AppHash", AppHash::parse)?;
    if app_hash.is_some() && channel != Channel::Sms {
        return Err(Problem::app_hash_only_sms());
    }
    let Mode { approve, again } = mode(form, named, channel)?;
    if approve && form.text("CustomCode").is_some() {
        // There is no code that it could be.
        return Err(Problem::invalid_parameter("CustomCode"));
    }
    check_what_has_no_effect(form)?;
    Ok(StartVerification {
        custom_friendly_name: form.parse_with("CustomFriendlyName", FriendlyName::parse)?,
        custom_code: form.parse_with("CustomCode", Code::parse_custom)?,
        amount: form.parse_with("Amount", Amount::parse)?,
        payee: form.parse_with("Payee", Payee::parse)?,
        locale: form.parse_with("Locale", LocaleTag::parse)?,
        app_hash,
        send_digits: form.parse_with("SendDigits", SendDigits::parse)?,
        // Which page will ask for it, an application knows, and isn't asked.
        domain: None,
        template: form.parse_with("TemplateSid", str::parse::<TemplateSid>)?,
        substitutions: substitutions(form)?,
        tags: tags(form)?,
        known_person: form.boolean("KnownPerson")?.unwrap_or(false),
        risk_check_disabled: form.parse_with("RiskCheck", risk_check_disabled)?.unwrap_or(false),
        rate_limits: rate_limits::parse(form)?,
        auto: named.is_none(),
        approve,
        again,
        idempotency: None,
        account: caller.account,
        caller: caller.actor(),
        service,
        recipient,
        channel,
    })
}

/// The channel that is named; nothing for `auto`.
fn channel(form: &Form) -> Result<Option<Channel>, Problem> {
    match form.required("Channel")? {
        "auto" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Problem::invalid_parameter("Channel")),
    }
}

fn risk_check_disabled(text: &str) -> Result<bool, ()> {
    match text {
        "enable" => Ok(false),
        "disable" => Ok(true),
        _ => Err(()),
    }
}

fn tags(form: &Form) -> Result<Option<String>, Problem> {
    let Some(tags) = form.json_object("Tags")? else { return Ok(None) };
    let short = |text: &str| text.chars().count() <= TAG_LENGTH;
    let well_formed = tags.len() <= TAGS
        && tags.iter().all(|(key, value)| short(key) && matches!(value, Value::String(text) if short(text)));
    if !well_formed {
        return Err(Problem::invalid_parameter("Tags"));
    }
    Ok(Some(Value::Object(tags).to_string()))
}

/// What `ChannelConfiguration` wants of a call.
#[derive(Default)]
struct Mode {
    approve: bool,
    again: Option<VerificationSid>,
}

/// Whether a call is to ask for an approval, `{"mode":"approve"}`, and for which one it is to ask again: `"again":"VE…"`.
/// Only a call that was asked for by name can.
fn mode(form: &Form, named: Option<Channel>, channel: Channel) -> Result<Mode, Problem> {
    let Some(configuration) = form.json_object("ChannelConfiguration")? else { return Ok(Mode::default()) };
    let wrong = || Problem::invalid_parameter("ChannelConfiguration");
    let from = configuration.get("from").map(|from| from.as_str().map(Email::parse));
    if channel == Channel::Email && !matches!(from, None | Some(Some(Ok(_)))) {
        return Err(wrong());
    }
    let again = match configuration.get("again") {
        None => None,
        Some(again) => Some(again.as_str().and_then(|sid| sid.parse().ok()).ok_or_else(wrong)?),
    };
    match configuration.get("mode") {
        None if again.is_none() => Ok(Mode::default()),
        // Passing over it would read out a code where none was wanted.
        Some(Value::String(mode)) if mode == "approve" && named == Some(Channel::Call) => {
            Ok(Mode { approve: true, again })
        }
        _ => Err(wrong()),
    }
}

/// What a template's own names stand for.
fn substitutions(form: &Form) -> Result<BTreeMap<String, Substitution>, Problem> {
    const NAME: &str = "TemplateCustomSubstitutions";
    let Some(given) = form.json_object(NAME)? else { return Ok(BTreeMap::new()) };
    if given.len() > SUBSTITUTIONS {
        return Err(Problem::invalid_parameter(NAME));
    }
    let substitution = |(name, value): (String, Value)| {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some((name, Substitution::parse(&text).ok()?))
    };
    let read = given.into_iter().map(substitution).collect::<Option<_>>();
    read.ok_or_else(|| Problem::invalid_parameter(NAME))
}

/// Parameters that this server reads and checks, but that change nothing yet: a mistake in them is told all the same,
/// so that it doesn't wait for the day when they do.
fn check_what_has_no_effect(form: &Form) -> Result<(), Problem> {
    form.parse_with("DeviceIp", str::parse::<IpAddr>)?;
    form.boolean("EnableSnaClientToken")?;
    Ok(())
}
