//! `/v1/Services/{ServiceSid}/PromptSettings`

mod fetch;
mod update;

pub(crate) use fetch::fetch;
pub use update::read;
pub(crate) use update::update;

use countersign_model::{Method, Service};
use countersign_web::Origin;
use serde::Serialize;

/// The settings of a service's prompts.
#[derive(Serialize)]
struct PromptSettingsBody<'a> {
    service_sid: String,
    account_sid: String,
    return_urls: &'a [String],
    methods: Vec<&'static str>,
    setup_methods: Option<Vec<&'static str>>,
    login_methods: Option<Vec<&'static str>>,
    confirm_methods: Option<Vec<&'static str>>,
    two_methods: Vec<&'static str>,
    setup_aal: u8,
    login_aal: u8,
    confirm_aal: u8,
    logo_url: Option<&'a str>,
    color: Option<&'a str>,
    support_url: Option<&'a str>,
    push_app_link: Option<&'a str>,
    date_updated: String,
    url: String,
}

fn body<'a>(service: &'a Service, origin: &Origin) -> PromptSettingsBody<'a> {
    let set = &service.settings.prompts;
    let methods = set.methods.as_deref().unwrap_or(&Method::ALL);
    let narrowed = |methods: &Option<Vec<Method>>| {
        methods.as_ref().map(|methods| methods.iter().map(|method| method.as_str()).collect())
    };
    PromptSettingsBody {
        service_sid: service.sid.to_string(),
        account_sid: service.account_sid.to_string(),
        return_urls: &set.return_urls,
        methods: methods.iter().map(|method| method.as_str()).collect(),
        setup_methods: narrowed(&set.setup_methods),
        login_methods: narrowed(&set.login_methods),
        confirm_methods: narrowed(&set.confirm_methods),
        two_methods: set.two_methods.iter().map(|purpose| purpose.as_str()).collect(),
        setup_aal: set.setup_aal,
        login_aal: set.login_aal,
        confirm_aal: set.confirm_aal,
        logo_url: set.logo_url.as_deref(),
        color: set.color.as_deref(),
        support_url: set.support_url.as_deref(),
        push_app_link: set.push_app_link.as_deref(),
        date_updated: service.updated_at.to_string(),
        url: origin.url(&format!("/v1/Services/{}/PromptSettings", service.sid)),
    }
}
