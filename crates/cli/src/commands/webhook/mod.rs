//! `countersign webhook`

mod shown;
mod test;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::webhook::{
    CreateWebhook, CreateWebhookError, MOST_WEBHOOKS, UpdateWebhook, UpdateWebhookError,
};
use countersign_model::{
    AccountSid, Actor, EventType, EventTypes, ServiceSid, WebhookName, WebhookSid, WebhookStatus, WebhookUrl,
    WebhookVersion,
};
use serde::{Deserialize, Serialize};

pub(crate) use self::shown::all;
use super::{Failure, Options, Whose, sid};
use crate::control::{Answer, Request, ask};

/// Make, list, show, change, delete and try the webhooks of a service
///
/// A webhook is an address of the application that is told what happens in its service, as a signed form. Events are
/// named by --event: `*` for the five that Twilio has, `verification.*` for those of verifications, `prompt.*` for those of
/// prompts, or one by one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign webhook create VA… Shop https://shop.example.com/events --event 'verification.*'\n  \
    countersign webhook list\n  \
    countersign webhook test VA… YW…\n  \
    countersign webhook update VA… YW… --status enabled\n  \
    countersign webhook delete VA… YW… --yes")]
pub struct Webhook {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a webhook
    Create {
        /// The service
        service: String,
        /// Its name for people
        name: String,
        /// Where it is told
        url: String,
        #[command(flatten)]
        more: More,
    },
    /// List an account's webhooks
    List {
        /// Only those of this service
        service: Option<String>,
    },
    /// Show a webhook, and how much waits for it
    Show {
        /// The service
        service: String,
        /// The webhook
        webhook: String,
    },
    /// Change a webhook
    Update {
        /// The service
        service: String,
        /// The webhook
        webhook: String,
        /// Its new name for people
        #[arg(long)]
        name: Option<String>,
        /// Where it is told from now on
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        more: More,
    },
    /// Delete a webhook and what it has still to be told
    Delete {
        /// The service
        service: String,
        /// The webhook
        webhook: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
    /// Post something signed to a webhook now, and say what became of it
    ///
    /// It goes the way of every event, but once only, also to a webhook that is disabled. Its type is webhook.test.
    Test {
        /// The service
        service: String,
        /// The webhook
        webhook: String,
    },
}

/// What a webhook may be told to be, made or changed.
#[derive(Debug, Args, Serialize, Deserialize)]
struct More {
    /// What it is to hear of; may be repeated
    #[arg(long, value_name = "EVENT")]
    event: Vec<String>,
    /// enabled or disabled
    #[arg(long)]
    status: Option<String>,
    /// v1 to be told names only, v2 to be told all, addresses too
    #[arg(long = "version", value_name = "v1|v2")]
    extent: Option<String>,
}

/// What this command asks of the data.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    #[serde(flatten)]
    whose: Whose,
    verb: AskVerb,
}

#[derive(Serialize, Deserialize)]
enum AskVerb {
    Create { service: String, name: String, url: String, more: More },
    List { service: Option<String> },
    Show { service: String, webhook: String },
    Update { service: String, webhook: String, name: Option<String>, url: Option<String>, more: More },
    Delete { service: String, webhook: String },
    Test { service: String, webhook: String },
}

impl Webhook {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Create { service, name, url, more } => AskVerb::Create { service, name, url, more },
            Verb::List { service } => AskVerb::List { service },
            Verb::Show { service, webhook } => AskVerb::Show { service, webhook },
            Verb::Update { service, webhook, name, url, more } => {
                AskVerb::Update { service, webhook, name, url, more }
            }
            Verb::Delete { yes: false, webhook, .. } => {
                return Err(Failure::new(format!(
                    "deleting {webhook} loses what it has still to be told: add --yes to do it"
                )));
            }
            Verb::Delete { service, webhook, .. } => AskVerb::Delete { service, webhook },
            Verb::Test { service, webhook } => AskVerb::Test { service, webhook },
        };
        let answer = ask(&self.options.place, Request::Webhook(Ask { whose: self.whose, verb }))?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        match self.verb {
            AskVerb::Create { service, name, url, more } => {
                let service = sid(&service, "service")?;
                create(engine, (account, service), more.read(Some(name), Some(url))?, by).await
            }
            AskVerb::List { service } => {
                let service = service.map(|text| sid(&text, "service")).transpose()?;
                shown::list(engine, account, service).await
            }
            AskVerb::Show { service, webhook } => {
                let (service, webhook) = (sid(&service, "service")?, sid(&webhook, "webhook")?);
                shown::show(engine, account, service, webhook).await
            }
            AskVerb::Update { service, webhook, name, url, more } => {
                let (service, webhook) = (sid(&service, "service")?, sid(&webhook, "webhook")?);
                let wanted = more.read(name, url)?;
                let changed = engine.update_webhook(account, service, webhook, wanted, by).await;
                changed.map(|changed| shown::record(&changed, None)).map_err(|error| match error {
                    UpdateWebhookError::NotFound => absent(service, webhook),
                    UpdateWebhookError::Url => unreachable_url(),
                    UpdateWebhookError::Store(error) => Failure::of(error),
                })
            }
            AskVerb::Delete { service, webhook } => {
                let (service, webhook) = (sid(&service, "service")?, sid(&webhook, "webhook")?);
                if engine.delete_webhook(account, service, webhook, by).await.map_err(Failure::of)? {
                    Ok(Answer::Done(format!("{webhook} is deleted")))
                } else {
                    Err(absent(service, webhook))
                }
            }
            AskVerb::Test { service, webhook } => {
                let (service, webhook) = (sid(&service, "service")?, sid(&webhook, "webhook")?);
                test::test(engine, (account, service, webhook), by).await
            }
        }
    }
}

impl More {
    fn read(self, name: Option<String>, url: Option<String>) -> Result<UpdateWebhook, Failure> {
        let event_types = match &self.event[..] {
            [] => None,
            names => Some(EventTypes::parse(names.iter().map(String::as_str)).map_err(|_| no_event())?),
        };
        let friendly_name = name.map(|text| {
            WebhookName::parse(&text)
                .map_err(|_| Failure::new("a webhook's name is one line of 1 to 64 characters"))
        });
        let url = url.map(|text| {
            WebhookUrl::parse(&text).map_err(|_| {
                Failure::new(
                    "a webhook's address is a whole https:// address in ASCII, without credentials or a #",
                )
            })
        });
        let status = self.status.map(|text| {
            WebhookStatus::parse(&text).ok_or_else(|| Failure::new("a webhook is enabled or disabled"))
        });
        let version = self.extent.map(|text| {
            WebhookVersion::parse(&text).ok_or_else(|| Failure::new("a webhook's version is v1 or v2"))
        });
        Ok(UpdateWebhook {
            friendly_name: friendly_name.transpose()?,
            event_types,
            url: url.transpose()?,
            status: status.transpose()?,
            version: version.transpose()?,
        })
    }
}

async fn create(
    engine: &Engine,
    (account, service): (AccountSid, ServiceSid),
    wanted: UpdateWebhook,
    by: Actor,
) -> Result<Answer, Failure> {
    let UpdateWebhook { friendly_name: Some(friendly_name), event_types, url: Some(url), status, version } =
        wanted
    else {
        return Err(Failure::new("a webhook needs a name and an address"));
    };
    let wanted = CreateWebhook {
        account,
        service,
        friendly_name,
        event_types: event_types
            .ok_or_else(|| Failure::new("say what it is to hear of, such as --event 'verification.*'"))?,
        url,
        status: status.unwrap_or(WebhookStatus::Enabled),
        version: version.unwrap_or(WebhookVersion::V2),
    };
    let made = engine.create_webhook(wanted, by).await;
    made.map(|made| shown::record(&made, None)).map_err(|error| match error {
        CreateWebhookError::NotFound => {
            Failure::new(format!("account {account} has no service {service}: see countersign service list"))
        }
        CreateWebhookError::Url => unreachable_url(),
        CreateWebhookError::TooMany => {
            Failure::new(format!("service {service} has {MOST_WEBHOOKS} webhooks already: delete one first"))
        }
        CreateWebhookError::Store(error) => Failure::of(error),
    })
}

fn absent(service: ServiceSid, webhook: WebhookSid) -> Failure {
    Failure::new(format!("service {service} has no webhook {webhook}: see countersign webhook list"))
}

fn unreachable_url() -> Failure {
    Failure::new(
        "webhooks lead to public addresses over https: name others in [webhooks] of the configuration, with \
         allow_private and allow_http",
    )
}

fn no_event() -> Failure {
    let names: Vec<&str> = EventType::ALL.iter().map(|event| event.as_str()).collect();
    Failure::new(format!("the events are *, verification.*, prompt.*, {}", names.join(", ")))
}
