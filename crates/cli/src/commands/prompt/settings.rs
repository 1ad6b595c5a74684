//! The settings of a service's prompts.

use clap::{Args, ValueEnum, value_parser};
use countersign_engine::Engine;
use countersign_engine::service::UpdatePromptsError;
use countersign_model::{AccountSid, Actor, Method, Purpose, Service, ServiceSid};
use countersign_store::services;
use serde_json::{Map, Value, json};

use super::no_service;
use crate::commands::Failure;
use crate::control::Answer;

/// What is to be changed; nothing shows what there is.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// Where browsers may be sent back to, https:// and without a query; may be repeated, and replaces those of before
    #[arg(long, value_name = "URL")]
    return_url: Vec<String>,
    /// A method that is offered; may be repeated, and replaces those of before
    #[arg(long, value_name = "NAME", value_parser = Method::NAMES)]
    method: Vec<String>,
    /// Of these methods, one that can be set up; may be repeated, and replaces those of before
    #[arg(long, value_name = "NAME", value_parser = Method::NAMES)]
    setup_method: Vec<String>,
    /// Of these methods, one that a login takes; may be repeated, and replaces those of before
    #[arg(long, value_name = "NAME", value_parser = Method::NAMES)]
    login_method: Vec<String>,
    /// Of these methods, one that something is confirmed with; may be repeated, and replaces those of before
    #[arg(long, value_name = "NAME", value_parser = Method::NAMES)]
    confirm_method: Vec<String>,
    /// A purpose at which two different methods have to be shown; may be repeated, and replaces those of before
    #[arg(long, value_name = "PURPOSE", value_parser = Purpose::NAMES)]
    two_methods: Vec<String>,
    /// The assurance level that is asked of whoever can show it before they change their methods: 0 to 2
    #[arg(long, value_name = "LEVEL", value_parser = value_parser!(u8).range(0..=2))]
    setup_aal: Option<u8>,
    /// The assurance level that a login has to reach; 2 takes a passkey that is unlocked
    #[arg(long, value_name = "LEVEL", value_parser = value_parser!(u8).range(0..=2))]
    login_aal: Option<u8>,
    /// The assurance level that it takes to confirm something
    #[arg(long, value_name = "LEVEL", value_parser = value_parser!(u8).range(0..=2))]
    confirm_aal: Option<u8>,
    /// A picture on the pages, https://
    #[arg(long, value_name = "URL")]
    logo_url: Option<String>,
    /// The colour of buttons
    #[arg(long, value_name = "#RRGGBB")]
    color: Option<String>,
    /// Where people find help: https://, mailto: or tel:
    #[arg(long, value_name = "URL")]
    support_url: Option<String>,
    /// What opens your app to set a device up: https:// or a scheme that begins with your own domain, com.example.app:/enrol
    #[arg(long, value_name = "URL")]
    push_app_link: Option<String>,
    /// A setting that is to be as it was at first; may be repeated
    #[arg(long, value_name = "SETTING")]
    clear: Vec<Setting>,
}

/// A setting by the name of its option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Setting {
    /// Browsers are sent back nowhere: no prompt can be made
    ReturnUrl,
    /// All methods are offered
    Method,
    /// All that are offered can be set up
    SetupMethod,
    /// A login takes all that are offered
    LoginMethod,
    /// All that are offered confirm, but for recovery codes
    ConfirmMethod,
    /// One method is enough
    TwoMethods,
    /// Any method of theirs lets people change what they have
    SetupAal,
    /// A login takes any level
    LoginAal,
    /// Any level confirms
    ConfirmAal,
    /// No picture
    LogoUrl,
    /// The pages' own colour
    Color,
    /// No help
    SupportUrl,
    /// No device can be set up
    PushAppLink,
}

impl Setting {
    /// What the API calls it.
    const fn member(self) -> &'static str {
        match self {
            Self::ReturnUrl => "return_urls",
            Self::Method => "methods",
            Self::SetupMethod => "setup_methods",
            Self::LoginMethod => "login_methods",
            Self::ConfirmMethod => "confirm_methods",
            Self::TwoMethods => "two_methods",
            Self::SetupAal => "setup_aal",
            Self::LoginAal => "login_aal",
            Self::ConfirmAal => "confirm_aal",
            Self::LogoUrl => "logo_url",
            Self::Color => "color",
            Self::SupportUrl => "support_url",
            Self::PushAppLink => "push_app_link",
        }
    }
}

impl Wanted {
    /// The members of the request by which the API is asked for the same.
    pub(super) fn members(self) -> Result<Map<String, Value>, Failure> {
        let listed = |values: Vec<String>| (!values.is_empty()).then(|| json!(values));
        let given = [
            (Setting::ReturnUrl, listed(self.return_url)),
            (Setting::Method, listed(self.method)),
            (Setting::SetupMethod, listed(self.setup_method)),
            (Setting::LoginMethod, listed(self.login_method)),
            (Setting::ConfirmMethod, listed(self.confirm_method)),
            (Setting::TwoMethods, listed(self.two_methods)),
            (Setting::SetupAal, self.setup_aal.map(Value::from)),
            (Setting::LoginAal, self.login_aal.map(Value::from)),
            (Setting::ConfirmAal, self.confirm_aal.map(Value::from)),
            (Setting::LogoUrl, self.logo_url.map(Value::String)),
            (Setting::Color, self.color.map(Value::String)),
            (Setting::SupportUrl, self.support_url.map(Value::String)),
            (Setting::PushAppLink, self.push_app_link.map(Value::String)),
        ];
        let mut members = Map::new();
        for (setting, value) in given {
            let value = match (value, self.clear.contains(&setting)) {
                (Some(_), true) => {
                    let member = setting.member();
                    return Err(Failure::new(format!("{member} can't be both set and cleared: say one")));
                }
                (Some(value), false) => value,
                (None, true) => Value::Null,
                (None, false) => continue,
            };
            members.insert(setting.member().to_owned(), value);
        }
        Ok(members)
    }
}

pub(super) async fn show(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
) -> Result<Answer, Failure> {
    let found = engine.store().read(move |tx| services::find(tx, account, service)).await;
    found.map_err(Failure::of)?.map(|it| record(&it)).ok_or_else(|| no_service(account, service))
}

pub(super) async fn update(
    engine: &Engine,
    (account, service): (AccountSid, ServiceSid),
    wanted: Map<String, Value>,
    by: Actor,
) -> Result<Answer, Failure> {
    // The API's own parser: what one takes the other takes.
    let patch = countersign_api::prompt_settings(&Value::Object(wanted)).map_err(|problem| {
        Failure::new(format!(
            "a setting can't be taken: {}; countersign prompt settings --help says what may stand there",
            problem.message
        ))
    })?;
    let changed = engine.update_prompt_settings(account, service, patch, by).await;
    changed.map(|it| record(&it)).map_err(|error| match error {
        UpdatePromptsError::NotFound => no_service(account, service),
        UpdatePromptsError::Contradicting(found) => Failure::new(found.to_string()),
        UpdatePromptsError::Store(error) => Failure::of(error),
    })
}

/// As the API shows them: no methods set are all methods.
fn record(service: &Service) -> Answer {
    let set = &service.settings.prompts;
    let names = |methods: &[Method]| json!(methods.iter().map(|it| it.as_str()).collect::<Vec<_>>());
    let narrowed = |methods: &Option<Vec<Method>>| methods.as_deref().map_or(Value::Null, names);
    let purposes: Vec<_> = set.two_methods.iter().map(|purpose| purpose.as_str()).collect();
    Answer::record([
        ("service", json!(service.sid.to_string())),
        ("return_urls", json!(set.return_urls)),
        ("methods", names(set.methods.as_deref().unwrap_or(&Method::ALL))),
        ("setup_methods", narrowed(&set.setup_methods)),
        ("login_methods", narrowed(&set.login_methods)),
        ("confirm_methods", narrowed(&set.confirm_methods)),
        ("two_methods", json!(purposes)),
        ("setup_aal", json!(set.setup_aal)),
        ("login_aal", json!(set.login_aal)),
        ("confirm_aal", json!(set.confirm_aal)),
        ("logo_url", json!(set.logo_url)),
        ("color", json!(set.color)),
        ("support_url", json!(set.support_url)),
        ("push_app_link", json!(set.push_app_link)),
        ("date_updated", json!(service.updated_at.to_string())),
    ])
}
