//! `countersign factor`

use std::fmt;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::factor::{CreateFactor, FactorTarget, Place, UpdateFactor};
use countersign_factors::Params;
use countersign_model::{Actor, Factor as Made, FactorName, FactorSid, FactorStatus, PageRequest, PageToken};
use countersign_store::factors::{self, Owner};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::verify::given;
use super::whom::{Where, undone};
use super::{Failure, Options, sid};
use crate::control::{Answer, Request, ask};

/// Make, list, show, verify and delete factors: what a person proves themselves with
///
/// A factor of type totp is an authenticator app. Its secret is shown once, when it is made; it counts once a code of the
/// app has verified it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign factor list --identity ff483d1ff591898a9942916050d2ca3f\n  \
    countersign factor create 'Ann'\\''s phone' --identity ff483d1ff591898a9942916050d2ca3f --set Config.CodeLength=8\n  \
    countersign factor verify YF… --identity ff483d1ff591898a9942916050d2ca3f --code 123456   # exits with 1 unless verified\n  \
    countersign factor delete YF… --identity ff483d1ff591898a9942916050d2ca3f --yes")]
pub struct Factor {
    #[command(subcommand)]
    verb: Verb,
    /// The application's name for the person
    #[arg(long, global = true, value_name = "IDENTITY")]
    identity: Option<String>,
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Verb {
    /// Make a factor, and the entity if it is new
    Create {
        /// Its name for people
        name: String,
        /// Its type
        #[arg(long = "type", default_value = "totp")]
        kind: String,
        /// A parameter by its name in the API, such as Config.Alg=sha256; may be repeated
        #[arg(long, value_name = "NAME=VALUE")]
        set: Vec<String>,
    },
    /// List a person's factors
    List,
    /// Show a factor
    Show {
        /// The factor
        factor: String,
    },
    /// Verify a factor by a code of it
    Verify {
        /// The factor
        factor: String,
        /// The code; with - it is read from standard input, since every user of the machine can see a command line
        #[arg(long)]
        code: String,
    },
    /// Delete a factor
    Delete {
        /// The factor
        factor: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// Without codes and secrets: this may end up in a log.
impl fmt::Debug for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create { .. } => "Create",
            Self::List => "List",
            Self::Show { .. } => "Show",
            Self::Verify { .. } => "Verify",
            Self::Delete { .. } => "Delete",
        })
    }
}

/// What this command asks of the data.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    place: Where,
    identity: String,
    verb: AskVerb,
}

#[derive(Serialize, Deserialize)]
enum AskVerb {
    Create { name: String, kind: String, set: Vec<String> },
    List,
    Show { factor: String },
    Verify { factor: String, code: String },
    Delete { factor: String },
}

impl Factor {
    pub(super) fn run(self) -> Result<(), Failure> {
        let identity = self.identity.ok_or_else(|| Failure::new("name the person with --identity"))?;
        let is_check = matches!(self.verb, Verb::Verify { .. });
        let verb = match self.verb {
            Verb::Create { name, kind, set } => AskVerb::Create { name, kind, set },
            Verb::List => AskVerb::List,
            Verb::Show { factor } => AskVerb::Show { factor },
            Verb::Verify { factor, code } => {
                AskVerb::Verify { factor, code: given(code, std::io::stdin().lock())? }
            }
            Verb::Delete { yes: false, factor } => {
                return Err(Failure::new(format!(
                    "deleting {factor} takes this way in away from the person: add --yes to do it"
                )));
            }
            Verb::Delete { factor, .. } => AskVerb::Delete { factor },
        };
        let request = Ask { place: self.place, identity, verb };
        let answer = ask(&self.options.place, Request::Factor(request))?;
        self.options.show(&answer);
        if is_check && answer.to_json()["status"] != "verified" {
            return Err(Failure::new("not verified"));
        }
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let place = self.place.place(engine, &self.identity).await?;
        match self.verb {
            AskVerb::Create { name, kind, set } => create(engine, place, (&name, &kind, &set), by).await,
            AskVerb::List => list(engine, place).await,
            AskVerb::Show { factor } => {
                let sid: FactorSid = sid(&factor, "factor")?;
                let since = engine.unverified_since();
                let found =
                    engine.store().read(move |tx| factors::find(tx, &owner(&place, since), sid)).await;
                let found = found.map_err(Failure::of)?.ok_or_else(|| Failure::new(absent(&factor)))?;
                Ok(Answer::Record(fields(engine, &found)))
            }
            AskVerb::Verify { factor, code } => {
                let wanted = UpdateFactor {
                    target: FactorTarget::Sid(place, sid(&factor, "factor")?),
                    friendly_name: None,
                    params: Params::default(),
                    auth_payload: Some(code),
                };
                let updated = engine.update_factor(wanted, by).await;
                let updated = updated.map_err(|error| undone(error, &absent(&factor)))?;
                Ok(Answer::Record(fields(engine, &updated)))
            }
            AskVerb::Delete { factor } => {
                let deleted = engine.delete_factor(place, sid(&factor, "factor")?, by).await;
                if deleted.map_err(Failure::of)? {
                    Ok(Answer::Done(format!("{factor} is deleted")))
                } else {
                    Err(Failure::new(absent(&factor)))
                }
            }
        }
    }
}

async fn create(
    engine: &Engine,
    place: Place,
    (name, kind, set): (&str, &str, &[String]),
    by: Actor,
) -> Result<Answer, Failure> {
    let friendly_name = FactorName::parse(name)
        .map_err(|_| Failure::new("the name can't be taken: it has 1 to 64 characters"))?;
    let found = countersign_factors::find(kind).filter(|kind| !kind.has_own_calls());
    let kind = found.ok_or_else(|| Failure::new(format!("a factor of type {kind} can't be made here")))?;
    let pair = |setting: &String| {
        let (name, value) = setting
            .split_once('=')
            .ok_or_else(|| Failure::new(format!("{setting}: a parameter is written NAME=VALUE")))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    let params = set.iter().map(pair).collect::<Result<Params, Failure>>()?;
    let wanted = CreateFactor { place, kind, friendly_name, params, metadata: None, access_token: None };
    let made = engine.create_factor(wanted, by).await;
    let made = made.map_err(|error| undone(error, "the account has no such service"))?;
    let mut fields = fields(engine, &made.factor);
    if let Value::Object(binding) = made.binding {
        fields.extend(binding);
    }
    Ok(Answer::Record(fields))
}

async fn list(engine: &Engine, place: Place) -> Result<Answer, Failure> {
    let mut rows: Vec<[Value; 5]> = Vec::new();
    let mut request = PageRequest::first(1000);
    loop {
        let (asked, place, since) = (request.clone(), place.clone(), engine.unverified_since());
        let page = engine.store().read(move |tx| factors::list(tx, &owner(&place, since), &asked)).await;
        let page = page.map_err(Failure::of)?;
        rows.extend(page.rows.iter().map(|made| {
            [
                json!(made.sid.to_string()),
                json!(made.kind.as_str()),
                json!(made.friendly_name.as_str()),
                json!(made.status.as_str()),
                json!(made.created_at.to_string()),
            ]
        }));
        match page.next {
            Some(next @ PageToken::After(_)) => request.token = Some(next),
            _ => break,
        }
    }
    Ok(Answer::table(["factor", "type", "name", "status", "created"], rows.into_iter()))
}

/// A factor, its configuration with its own names; never what is secret.
fn fields(engine: &Engine, made: &Made) -> Vec<(String, Value)> {
    let mut fields = vec![
        ("factor".to_owned(), json!(made.sid.to_string())),
        ("entity".to_owned(), json!(made.entity_sid.to_string())),
        ("identity".to_owned(), json!(made.identity.as_str())),
        ("type".to_owned(), json!(made.kind.as_str())),
        ("name".to_owned(), json!(made.friendly_name.as_str())),
        ("status".to_owned(), json!(made.status.as_str())),
    ];
    if let FactorStatus::Unverified { wrong } = made.status {
        fields.push(("wrong_codes".to_owned(), json!(wrong)));
    }
    if let Ok(Value::Object(config)) = engine.factor_config(made) {
        fields.extend(config);
    }
    fields.push(("created".to_owned(), json!(made.created_at.to_string())));
    fields.push(("updated".to_owned(), json!(made.updated_at.to_string())));
    fields
}

fn owner(place: &Place, since: countersign_model::Timestamp) -> Owner<'_> {
    Owner { account: place.account, service: place.service, identity: &place.identity, since }
}

fn absent(factor: &str) -> String {
    format!("the person has no factor {factor}: see countersign factor list")
}
