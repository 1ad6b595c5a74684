//! `countersign service`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::service::{CreateServiceError, UpdateServiceError};
use countersign_model::{
    AccountSid, Actor, FriendlyName, PageRequest, PageToken, Service as Made, ServiceSettings, ServiceSid,
};
use countersign_store::services;
use countersign_web::Form;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Failure, Options, Whose, sid};
use crate::control::{Answer, Request, ask};

/// Make, list, show, change and delete services
///
/// A service is what verifications are made under. Its settings have the API's names: CodeLength, VerificationTtl,
/// Psd2Enabled, CustomCodeEnabled, DoNotShareWarningEnabled, LookupEnabled and so on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign service create 'My Shop' --set CodeLength=8\n  \
    countersign service create 'My Shop' --sid VA0123456789abcdef0123456789abcdef   # keeps an application's SID\n  \
    countersign service update VA… --name 'Our Shop' --set VerificationTtl=300\n  \
    countersign service delete VA… --yes")]
pub struct Service {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a service
    Create {
        /// Its name in messages
        name: String,
        /// The SID that it shall have
        #[arg(long, value_name = "VA…")]
        sid: Option<String>,
        /// A setting; may be repeated
        #[arg(long, value_name = "NAME=VALUE")]
        set: Vec<String>,
    },
    /// List an account's services
    List,
    /// Show a service
    Show {
        /// The service
        service: String,
    },
    /// Change a service
    Update {
        /// The service
        service: String,
        /// Its new name in messages
        #[arg(long)]
        name: Option<String>,
        /// A setting; may be repeated
        #[arg(long, value_name = "NAME=VALUE")]
        set: Vec<String>,
    },
    /// Delete a service and everything under it
    Delete {
        /// The service
        service: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    #[serde(flatten)]
    whose: Whose,
    verb: AskVerb,
}

#[derive(Debug, Serialize, Deserialize)]
enum AskVerb {
    Create { name: String, sid: Option<String>, set: Vec<String> },
    List,
    Show { service: String },
    Update { service: String, name: Option<String>, set: Vec<String> },
    Delete { service: String },
}

impl Service {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Create { name, sid, set } => AskVerb::Create { name, sid, set },
            Verb::List => AskVerb::List,
            Verb::Show { service } => AskVerb::Show { service },
            Verb::Update { service, name, set } => AskVerb::Update { service, name, set },
            Verb::Delete { yes: false, service } => {
                return Err(Failure::new(format!(
                    "deleting {service} ends its verifications and removes their history: add --yes to do it"
                )));
            }
            Verb::Delete { service, .. } => AskVerb::Delete { service },
        };
        let answer = ask(&self.options.place, Request::Service(Ask { whose: self.whose, verb }))?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        match self.verb {
            AskVerb::Create { name, sid, set } => {
                create(engine, account, (&name, sid.as_deref(), &set), by).await
            }
            AskVerb::List => list(engine, account).await,
            AskVerb::Show { service } => {
                let sid = sid(&service, "service")?;
                let found = engine.store().read(move |tx| services::find(tx, account, sid)).await;
                found.map_err(Failure::of)?.map(|made| show(&made)).ok_or_else(|| absent(account, sid))
            }
            AskVerb::Update { service, name, set } => {
                let sid = sid(&service, "service")?;
                let name = name.as_deref().map(friendly_name).transpose()?;
                let patch = countersign_api::service_settings(&form(&set)?).map_err(unsettled)?;
                let made = engine.update_service(account, sid, name, patch, by).await;
                made.map(|made| show(&made)).map_err(|error| match error {
                    UpdateServiceError::NotFound => absent(account, sid),
                    UpdateServiceError::Bad(_) => contradiction(),
                    UpdateServiceError::Store(error) => Failure::of(error),
                })
            }
            AskVerb::Delete { service } => {
                let sid = sid(&service, "service")?;
                let deleted = engine.delete_service(account, sid, by).await.map_err(Failure::of)?;
                if deleted {
                    Ok(Answer::Done(format!("{sid} is deleted")))
                } else {
                    Err(absent(account, sid))
                }
            }
        }
    }
}

async fn create(
    engine: &Engine,
    account: AccountSid,
    (name, wanted_sid, set): (&str, Option<&str>, &[String]),
    by: Actor,
) -> Result<Answer, Failure> {
    let name = friendly_name(name)?;
    let patch = countersign_api::service_settings(&form(set)?).map_err(unsettled)?;
    let settings = patch.apply(ServiceSettings::default()).map_err(|_| contradiction())?;
    let made = match wanted_sid {
        None => engine.create_service(account, name, settings, by).await.map_err(Failure::of)?,
        Some(wanted) => {
            let sid = sid(wanted, "service")?;
            engine.create_service_as(sid, account, name, settings, by).await.map_err(|error| match error {
                CreateServiceError::SidTaken => Failure::new(format!("{sid} belongs to a service already")),
                CreateServiceError::Store(error) => Failure::of(error),
            })?
        }
    };
    Ok(show(&made))
}

async fn list(engine: &Engine, account: AccountSid) -> Result<Answer, Failure> {
    let mut rows: Vec<[Value; 4]> = Vec::new();
    let mut request = PageRequest::first(1000);
    loop {
        let asked = request.clone();
        let page = engine.store().read(move |tx| services::list(tx, account, &asked)).await;
        let page = page.map_err(Failure::of)?;
        rows.extend(page.rows.iter().map(|made| {
            [
                json!(made.sid.to_string()),
                json!(made.friendly_name.as_str()),
                json!(i64::from(made.settings.code_length)),
                json!(made.created_at.to_string()),
            ]
        }));
        match page.next {
            Some(next @ PageToken::After(_)) => request.token = Some(next),
            _ => break,
        }
    }
    Ok(Answer::table(["service", "name", "code length", "created"], rows.into_iter()))
}

/// A service with every setting, named as the API's answers name them.
fn show(made: &Made) -> Answer {
    let mut fields = vec![
        ("service".to_owned(), json!(made.sid.to_string())),
        ("account".to_owned(), json!(made.account_sid.to_string())),
        ("friendly_name".to_owned(), json!(made.friendly_name.as_str())),
    ];
    if let Value::Object(settings) = json!(made.settings) {
        fields.extend(settings);
    }
    fields.push(("date_created".to_owned(), json!(made.created_at.to_string())));
    fields.push(("date_updated".to_owned(), json!(made.updated_at.to_string())));
    Answer::Record(fields)
}

fn friendly_name(text: &str) -> Result<FriendlyName, Failure> {
    FriendlyName::parse(text).map_err(|error| Failure::new(format!("the name can't be taken: {error}")))
}

fn absent(account: AccountSid, sid: ServiceSid) -> Failure {
    Failure::new(format!("account {account} has no service {sid}: see countersign service list"))
}

fn contradiction() -> Failure {
    Failure::new("SkipSmsToLandlines needs LookupEnabled: set both")
}

fn unsettled(problem: countersign_web::Problem) -> Failure {
    Failure::new(format!("a setting can't be taken: {}", problem.message))
}

/// `NAME=VALUE`s as the form that the API reads: one parser for both.
fn form(set: &[String]) -> Result<Form, Failure> {
    let mut pairs = Vec::with_capacity(set.len());
    for setting in set {
        let pair = setting.split_once('=');
        let (name, value) =
            pair.ok_or_else(|| Failure::new(format!("{setting}: a setting is written NAME=VALUE")))?;
        if !countersign_api::SERVICE_SETTINGS.contains(&name) {
            let known = countersign_api::SERVICE_SETTINGS.join(", ");
            return Err(Failure::new(format!("there is no setting {name}: the settings are {known}")));
        }
        pairs.push((name, value));
    }
    Ok(Form::from_pairs(&pairs))
}
