//! `countersign entity`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::entity::CreateEntityError;
use countersign_model::{Actor, Entity as Made, PageRequest, PageToken};
use countersign_store::entities;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::whom::{self, Where};
use super::{Failure, Options};
use crate::control::{Answer, Request, ask};

/// Make, list, show and delete entities: people as an application knows them
///
/// An entity is named by the application's own identity for a person, in whatever case it is written, and has the factors
/// that they prove themselves with.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign entity list --service VA…\n  \
    countersign entity show ff483d1ff591898a9942916050d2ca3f\n  \
    countersign entity delete ff483d1ff591898a9942916050d2ca3f --yes")]
pub struct Entity {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make an entity; making a factor does so too
    Create {
        /// The application's name for the person
        identity: String,
    },
    /// List a service's entities
    List,
    /// Show an entity
    Show {
        /// The application's name for the person
        identity: String,
    },
    /// Delete an entity with its factors and challenges
    Delete {
        /// The application's name for the person
        identity: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    place: Where,
    verb: AskVerb,
}

#[derive(Debug, Serialize, Deserialize)]
enum AskVerb {
    Create { identity: String },
    List,
    Show { identity: String },
    Delete { identity: String },
}

impl Entity {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Create { identity } => AskVerb::Create { identity },
            Verb::List => AskVerb::List,
            Verb::Show { identity } => AskVerb::Show { identity },
            Verb::Delete { yes: false, identity } => {
                return Err(Failure::new(format!(
                    "deleting {identity} removes the person's factors for good: add --yes to do it"
                )));
            }
            Verb::Delete { identity, .. } => AskVerb::Delete { identity },
        };
        let answer = ask(&self.options.place, Request::Entity(Ask { place: self.place, verb }))?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        match self.verb {
            AskVerb::Create { identity } => {
                let of = self.place.place(engine, &identity).await?;
                let made = engine.create_entity(of.account, of.service, of.identity, by).await;
                made.map(|entity| show(&entity)).map_err(|error| match error {
                    CreateEntityError::NotFound => Failure::new("the account has no such service"),
                    CreateEntityError::Exists => {
                        Failure::new(format!("there is an entity {identity} already"))
                    }
                    CreateEntityError::Store(error) => Failure::of(error),
                })
            }
            AskVerb::List => self.list(engine).await,
            AskVerb::Show { identity } => {
                let of = self.place.place(engine, &identity).await?;
                let found = engine
                    .store()
                    .read(move |tx| entities::find(tx, of.account, of.service, &of.identity))
                    .await;
                found.map_err(Failure::of)?.map(|entity| show(&entity)).ok_or_else(|| absent(&identity))
            }
            AskVerb::Delete { identity } => {
                let of = self.place.place(engine, &identity).await?;
                let deleted = engine.delete_entity(of.account, of.service, of.identity, by).await;
                if deleted.map_err(Failure::of)? {
                    Ok(Answer::Done(format!("{identity} is deleted")))
                } else {
                    Err(absent(&identity))
                }
            }
        }
    }

    async fn list(&self, engine: &Engine) -> Result<Answer, Failure> {
        let (account, service) = self.place.service(engine).await?;
        let mut rows: Vec<[Value; 3]> = Vec::new();
        let mut request = PageRequest::first(1000);
        loop {
            let asked = request.clone();
            let page = engine.store().read(move |tx| entities::list(tx, account, service, &asked)).await;
            let page = page.map_err(Failure::of)?;
            rows.extend(page.rows.iter().map(|made| {
                [
                    json!(made.identity.as_str()),
                    json!(made.sid.to_string()),
                    json!(made.created_at.to_string()),
                ]
            }));
            match page.next {
                Some(next @ PageToken::After(_)) => request.token = Some(next),
                _ => break,
            }
        }
        Ok(Answer::table(["identity", "entity", "created"], rows.into_iter()).of("entity"))
    }
}

fn show(made: &Made) -> Answer {
    Answer::record([
        ("identity", json!(made.identity.as_str())),
        ("entity", json!(made.sid.to_string())),
        ("service", json!(made.service_sid.to_string())),
        ("created", json!(made.created_at.to_string())),
        ("updated", json!(made.updated_at.to_string())),
    ])
}

pub(super) fn absent(identity: &str) -> Failure {
    match whom::parse(identity) {
        Ok(identity) => {
            Failure::new(format!("the service has no entity {identity}: see countersign entity list"))
        }
        Err(failure) => failure,
    }
}
