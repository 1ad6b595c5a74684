//! `countersign messaging-configuration`

mod change;
mod shown;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_model::{AccountSid, Actor, MessagingDestination, MessagingServiceSid, ServiceSid};
use serde::{Deserialize, Serialize};

use super::{Failure, Options, Whose, sid};
use crate::control::{Answer, Request, ask};

/// Choose which messaging service carries a service's text messages to a country
///
/// A messaging service is a SID of the form MG… that [[messaging_services]] of the configuration gives to some of the
/// providers. A service's text messages to the country go to these first, whatever the routes say. A country is named by
/// its two letters; all stands for every country that has no configuration of its own.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign messaging-configuration create VA… IE MG0123456789abcdef0123456789abcdef\n  \
    countersign messaging-configuration create VA… all MG0123456789abcdef0123456789abcdef\n  \
    countersign messaging-configuration list VA…\n  \
    countersign messaging-configuration delete VA… IE --yes")]
pub struct MessagingConfiguration {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Have text messages to a country carried by a messaging service
    Create {
        /// The service
        service: String,
        /// The country, such as IE, or all
        country: String,
        /// The messaging service, MG…
        messaging_service: String,
    },
    /// List a service's messaging configurations
    List {
        /// The service
        service: String,
    },
    /// Show the messaging configuration for a country
    Show {
        /// The service
        service: String,
        /// The country, such as IE, or all
        country: String,
    },
    /// Have another messaging service carry them
    Update {
        /// The service
        service: String,
        /// The country, such as IE, or all
        country: String,
        /// The messaging service, MG…
        messaging_service: String,
    },
    /// Leave a country to the routes again
    Delete {
        /// The service
        service: String,
        /// The country, such as IE, or all
        country: String,
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
    Create { service: String, country: String, messaging_service: String },
    List { service: String },
    Show { service: String, country: String },
    Update { service: String, country: String, messaging_service: String },
    Delete { service: String, country: String },
}

impl MessagingConfiguration {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Create { service, country, messaging_service } => {
                AskVerb::Create { service, country, messaging_service }
            }
            Verb::List { service } => AskVerb::List { service },
            Verb::Show { service, country } => AskVerb::Show { service, country },
            Verb::Update { service, country, messaging_service } => {
                AskVerb::Update { service, country, messaging_service }
            }
            Verb::Delete { yes: false, country, .. } => {
                return Err(Failure::new(format!(
                    "without the configuration for {country} the routes choose its providers again: add --yes to do it"
                )));
            }
            Verb::Delete { service, country, .. } => AskVerb::Delete { service, country },
        };
        let request = Request::MessagingConfiguration(Ask { whose: self.whose, verb });
        self.options.show(&ask(&self.options.place, request)?);
        Ok(())
    }
}

impl Ask {
    /// Whether it names a messaging service, which the configuration has to know.
    pub(crate) const fn names_messaging_service(&self) -> bool {
        matches!(self.verb, AskVerb::Create { .. } | AskVerb::Update { .. })
    }

    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        match self.verb {
            AskVerb::Create { service, country, messaging_service } => {
                let (place, through) = (place(account, &service, &country)?, through(&messaging_service)?);
                change::create(engine, place, through, by).await
            }
            AskVerb::List { service } => shown::list(engine, account, sid(&service, "service")?).await,
            AskVerb::Show { service, country } => {
                shown::show(engine, place(account, &service, &country)?).await
            }
            AskVerb::Update { service, country, messaging_service } => {
                let (place, through) = (place(account, &service, &country)?, through(&messaging_service)?);
                change::update(engine, place, through, by).await
            }
            AskVerb::Delete { service, country } => {
                change::delete(engine, place(account, &service, &country)?, by).await
            }
        }
    }
}

/// Whose configuration it is, of which service, and for where.
type Place = (AccountSid, ServiceSid, MessagingDestination);

fn place(account: AccountSid, service: &str, country: &str) -> Result<Place, Failure> {
    let service = sid(service, "service")?;
    let country = country.parse().map_err(|_| {
        Failure::new(format!("{country} is no country: write its two letters, such as IE, or all"))
    })?;
    Ok((account, service, country))
}

fn through(text: &str) -> Result<MessagingServiceSid, Failure> {
    sid(text, "messaging service")
}

fn no_service(account: AccountSid, service: ServiceSid) -> Failure {
    Failure::new(format!("account {account} has no service {service}: see countersign service list"))
}

fn absent((_, service, country): Place) -> Failure {
    Failure::new(format!(
        "service {service} has no messaging configuration for {country}: see countersign \
         messaging-configuration list {service}"
    ))
}
