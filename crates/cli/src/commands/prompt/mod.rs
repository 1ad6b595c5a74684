//! `countersign prompt`

mod settings;
mod shown;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::prompt::PromptError;
use countersign_model::{AccountSid, Actor, PromptSid, ServiceSid};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::settings::Wanted;
use super::{Failure, Options, Whose, sid};
use crate::control::{Answer, Request, ask};

/// Set up a service's prompts, list and show them, and end one
///
/// A prompt is a page on which a person sets up a second step or uses it; the application makes it by API. Its service
/// says first where browsers may be sent back to.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign prompt settings VA… --return-url https://app.example.com/second-step\n  \
    countersign prompt settings VA… --method passkeys --method totp --color '#0b6e4f'\n  \
    countersign prompt settings VA… --clear method --clear color\n  \
    countersign prompt settings VA… --login-aal 2 --setup-aal 2 --two-methods confirm\n  \
    countersign prompt settings VA…\n  \
    countersign prompt list VA…\n  \
    countersign prompt cancel VA… YP…")]
pub struct Prompt {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the settings of a service's prompts, or change those that are named
    Settings {
        /// The service
        service: String,
        #[command(flatten)]
        wanted: Box<Wanted>,
    },
    /// List a service's prompts of the last day, oldest first
    List {
        /// The service
        service: String,
    },
    /// Show a prompt
    ///
    /// It never says approved: only whoever exchanges the code that the person's browser brings back hears that.
    Show {
        /// The service
        service: String,
        /// The prompt
        prompt: String,
    },
    /// End a prompt that isn't needed any more: whoever stands before it is told so
    Cancel {
        /// The service
        service: String,
        /// The prompt
        prompt: String,
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
    Settings { service: String, wanted: Map<String, Value> },
    List { service: String },
    Show { service: String, prompt: String },
    Cancel { service: String, prompt: String },
}

impl Prompt {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Settings { service, wanted } => AskVerb::Settings { service, wanted: wanted.members()? },
            Verb::List { service } => AskVerb::List { service },
            Verb::Show { service, prompt } => AskVerb::Show { service, prompt },
            Verb::Cancel { service, prompt } => AskVerb::Cancel { service, prompt },
        };
        let answer = ask(&self.options.place, Request::Prompt(Ask { whose: self.whose, verb }))?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        match self.verb {
            AskVerb::Settings { service, wanted } => {
                let service = sid(&service, "service")?;
                if wanted.is_empty() {
                    settings::show(engine, account, service).await
                } else {
                    settings::update(engine, (account, service), wanted, by).await
                }
            }
            AskVerb::List { service } => shown::list(engine, account, sid(&service, "service")?).await,
            AskVerb::Show { service, prompt } => {
                let (service, prompt) = (sid(&service, "service")?, sid(&prompt, "prompt")?);
                let found = engine.fetch_prompt(account, service, prompt).await.map_err(Failure::of)?;
                let found = found.ok_or_else(|| absent(service, prompt))?;
                Ok(shown::record(&found, engine.now()))
            }
            AskVerb::Cancel { service, prompt } => {
                let (service, prompt) = (sid(&service, "service")?, sid(&prompt, "prompt")?);
                let canceled = engine.cancel_prompt(account, service, prompt, by).await;
                canceled.map(|it| shown::record(&it, engine.now())).map_err(|error| match error {
                    PromptError::NotFound => absent(service, prompt),
                    PromptError::Store(error) => Failure::of(error),
                    // What else there is concerns the making of prompts and the exchange of results.
                    _ => Failure::new(format!("{prompt} is over: see countersign prompt show")),
                })
            }
        }
    }
}

fn absent(service: ServiceSid, prompt: PromptSid) -> Failure {
    Failure::new(format!("service {service} has no prompt {prompt}: see countersign prompt list {service}"))
}

fn no_service(account: AccountSid, service: ServiceSid) -> Failure {
    Failure::new(format!("account {account} has no service {service}: see countersign service list"))
}
