//! Services (behaviour map 6).

mod create;
mod delete;
mod fetch;
mod list;
pub(crate) mod settings;
mod update;

use countersign_model::{Passkeys, Push, Service, Totp, Whatsapp};
use countersign_web::Origin;
use serde::Serialize;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fetch::fetch;
pub(crate) use list::list;
pub(crate) use update::update;

/// A service as answers show it, in the specification's order.
#[derive(Serialize)]
struct ServiceBody<'a> {
    sid: String,
    account_sid: String,
    friendly_name: &'a str,
    code_length: i64,
    lookup_enabled: bool,
    psd2_enabled: bool,
    skip_sms_to_landlines: bool,
    dtmf_input_required: bool,
    tts_name: Option<&'a str>,
    do_not_share_warning_enabled: bool,
    custom_code_enabled: bool,
    push: &'a Push,
    totp: &'a Totp,
    default_template_sid: Option<&'a str>,
    whatsapp: &'a Whatsapp,
    passkeys: &'a Passkeys,
    verify_event_subscription_enabled: bool,
    /// Ours: seconds that a code lives.
    verification_ttl: i64,
    date_created: String,
    date_updated: String,
    url: String,
    links: Links,
}

#[derive(Serialize)]
struct Links {
    verification_checks: String,
    verifications: String,
    rate_limits: String,
    messaging_configurations: String,
    entities: String,
    webhooks: String,
    access_tokens: String,
}

fn body<'a>(service: &'a Service, origin: &Origin) -> ServiceBody<'a> {
    let settings = &service.settings;
    let url = origin.url(&format!("/v2/Services/{}", service.sid));
    let link = |name: &str| format!("{url}/{name}");
    ServiceBody {
        sid: service.sid.to_string(),
        account_sid: service.account_sid.to_string(),
        friendly_name: service.friendly_name.as_str(),
        code_length: settings.code_length.into(),
        lookup_enabled: settings.lookup_enabled,
        psd2_enabled: settings.psd2_enabled,
        skip_sms_to_landlines: settings.skip_sms_to_landlines,
        dtmf_input_required: settings.dtmf_input_required,
        tts_name: settings.tts_name.as_deref(),
        do_not_share_warning_enabled: settings.do_not_share_warning_enabled,
        custom_code_enabled: settings.custom_code_enabled,
        push: &settings.push,
        totp: &settings.totp,
        default_template_sid: settings.default_template_sid.as_deref(),
        whatsapp: &settings.whatsapp,
        passkeys: &settings.passkeys,
        verify_event_subscription_enabled: settings.verify_event_subscription_enabled,
        verification_ttl: settings.verification_ttl.seconds(),
        date_created: service.created_at.to_string(),
        date_updated: service.updated_at.to_string(),
        links: Links {
            verification_checks: link("VerificationCheck"),
            verifications: link("Verifications"),
            rate_limits: link("RateLimits"),
            messaging_configurations: link("MessagingConfigurations"),
            entities: link("Entities"),
            webhooks: link("Webhooks"),
            access_tokens: link("AccessTokens"),
        },
        url,
    }
}
