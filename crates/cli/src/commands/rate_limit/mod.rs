//! `countersign rate-limit`

mod bucket;
mod limit;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_model::{AccountSid, Actor, Bucket, RateLimitTarget, ServiceSid};
use serde::{Deserialize, Serialize};

use self::bucket::Verb as BucketVerb;
use super::{Failure, Options, Whose, sid};
use crate::control::{Answer, Request, ask};

/// Make, list, show, change and delete the rate limits of a service
///
/// A rate limit counts creates by a value that the application names, such as the address on the network that a person
/// comes from: RateLimits={"end_user_ip":"203.0.113.7"}. Its buckets say how many in how many seconds; without one it
/// limits nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign rate-limit create VA… end_user_ip --description 'Sign-ups from one address'\n  \
    countersign rate-limit bucket create VA… end_user_ip --max 5 --interval 60\n  \
    countersign rate-limit list VA…\n  \
    countersign rate-limit delete VA… end_user_ip --yes")]
pub struct RateLimit {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a rate limit
    Create {
        /// The service
        service: String,
        /// Its name in requests: letters, digits, - _ and .
        name: String,
        /// What it is for
        #[arg(long)]
        description: Option<String>,
    },
    /// List a service's rate limits
    List {
        /// The service
        service: String,
    },
    /// Show a rate limit with its buckets
    Show {
        /// The service
        service: String,
        /// The rate limit, by its name or SID
        limit: String,
    },
    /// Change what a rate limit says it is for
    Update {
        /// The service
        service: String,
        /// The rate limit, by its name or SID
        limit: String,
        /// What it is for; nothing clears it
        #[arg(long)]
        description: String,
    },
    /// Delete a rate limit with its buckets
    Delete {
        /// The service
        service: String,
        /// The rate limit, by its name or SID
        limit: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
    /// Make, list, show, change and delete the buckets of a rate limit
    #[command(subcommand)]
    Bucket(BucketVerb),
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
    Create { service: String, name: String, description: Option<String> },
    List { service: String },
    Show { service: String, limit: String },
    Update { service: String, limit: String, description: String },
    Delete { service: String, limit: String },
    Bucket(BucketVerb),
}

impl RateLimit {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Create { service, name, description } => AskVerb::Create { service, name, description },
            Verb::List { service } => AskVerb::List { service },
            Verb::Show { service, limit } => AskVerb::Show { service, limit },
            Verb::Update { service, limit, description } => AskVerb::Update { service, limit, description },
            Verb::Delete { yes: false, limit, .. } => {
                return Err(Failure::new(format!(
                    "once {limit} is deleted, requests that name it are refused: add --yes to do it"
                )));
            }
            Verb::Delete { service, limit, .. } => AskVerb::Delete { service, limit },
            Verb::Bucket(verb) => AskVerb::Bucket(verb),
        };
        let answer = ask(&self.options.place, Request::RateLimit(Ask { whose: self.whose, verb }))?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        match self.verb {
            AskVerb::Create { service, name, description } => {
                limit::create(engine, account, sid(&service, "service")?, (&name, description), by).await
            }
            AskVerb::List { service } => limit::list(engine, account, sid(&service, "service")?).await,
            AskVerb::Show { service, limit } => {
                limit::show(engine, account, sid(&service, "service")?, target(&limit)?).await
            }
            AskVerb::Update { service, limit, description } => {
                let (service, target) = (sid(&service, "service")?, target(&limit)?);
                limit::update(engine, account, service, (target, &description), by).await
            }
            AskVerb::Delete { service, limit } => {
                let (service, target) = (sid(&service, "service")?, target(&limit)?);
                limit::delete(engine, account, service, target, by).await
            }
            AskVerb::Bucket(verb) => verb.carry_out(engine, account, by).await,
        }
    }
}

fn target(text: &str) -> Result<RateLimitTarget, Failure> {
    text.parse().map_err(|_| Failure::new(format!("{text} is neither a rate limit's name nor its SID")))
}

fn absent(service: ServiceSid, target: &RateLimitTarget) -> Failure {
    Failure::new(format!(
        "service {service} has no rate limit {target}: see countersign rate-limit list {service}"
    ))
}

fn no_service(account: AccountSid, service: ServiceSid) -> Failure {
    Failure::new(format!("account {account} has no service {service}: see countersign service list"))
}

/// Buckets, one a row.
fn table(buckets: &[Bucket]) -> Answer {
    let rows = buckets.iter().map(|bucket| {
        [
            bucket.sid.to_string().into(),
            bucket.window.max().into(),
            bucket.window.seconds().into(),
            bucket.created_at.to_string().into(),
        ]
    });
    Answer::table(["bucket", "max", "interval", "created"], rows)
}
