//! `countersign challenge`

use std::fmt;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::challenge::{AnswerChallenge, CreateChallenge};
use countersign_engine::factor::Place;
use countersign_model::{
    BadDetails, Challenge as Made, ChallengeStatus, Details, PageRequest, PageToken, Timestamp,
};
use countersign_store::challenges::{self, Wanted};
use countersign_store::entities;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::entity;
use super::verify::given;
use super::whom::{Where, undone};
use super::{Failure, Options, sid};
use crate::control::{Answer, Request, ask};

/// Make, answer, list and show challenges: questions for a person's factor
///
/// With --code a challenge is made and answered in one step, as applications do at a login with an authenticator app.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign challenge create YF… --identity ff483d1ff591898a9942916050d2ca3f --code 123456   # exits with 1 unless approved\n  \
    countersign challenge create YF… --identity ff483d1ff591898a9942916050d2ca3f --message 'Log in?' --field City=Berlin\n  \
    countersign challenge list --identity ff483d1ff591898a9942916050d2ca3f --status pending\n  \
    countersign challenge answer YC… --identity ff483d1ff591898a9942916050d2ca3f --code - < code # not shown to whoever lists processes")]
pub struct Challenge {
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
    /// Ask for a factor
    Create {
        /// The factor
        factor: String,
        /// The answer, if it is known already; with - it is read from standard input
        #[arg(long)]
        code: Option<String>,
        /// What the person is asked; a phone with a key needs it
        #[arg(long, value_name = "TEXT")]
        message: Option<String>,
        /// What the question is about, such as City=Berlin; may be repeated
        #[arg(long, value_name = "LABEL=VALUE")]
        field: Vec<String>,
    },
    /// Answer a challenge
    Answer {
        /// The challenge
        challenge: String,
        /// The answer; with - it is read from standard input, since every user of the machine can see a command line
        #[arg(long)]
        code: String,
    },
    /// List a person's challenges, the latest first
    List {
        /// Only those that stand so: pending, expired, approved or denied
        #[arg(long)]
        status: Option<String>,
        /// Only those that ask for this factor
        #[arg(long, value_name = "YF…")]
        factor: Option<String>,
    },
    /// Show a challenge
    Show {
        /// The challenge
        challenge: String,
    },
}

/// Without codes: this may end up in a log.
impl fmt::Debug for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create { .. } => "Create",
            Self::Answer { .. } => "Answer",
            Self::List { .. } => "List",
            Self::Show { .. } => "Show",
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
    Create { factor: String, code: Option<String>, message: Option<String>, field: Vec<String> },
    Answer { challenge: String, code: String },
    List { status: Option<String>, factor: Option<String> },
    Show { challenge: String },
}

impl Challenge {
    pub(super) fn run(self) -> Result<(), Failure> {
        let identity = self.identity.ok_or_else(|| Failure::new("name the person with --identity"))?;
        let read = |code: String| given(code, std::io::stdin().lock());
        let verb = match self.verb {
            Verb::Create { factor, code, message, field } => {
                AskVerb::Create { factor, code: code.map(read).transpose()?, message, field }
            }
            Verb::Answer { challenge, code } => AskVerb::Answer { challenge, code: read(code)? },
            Verb::List { status, factor } => AskVerb::List { status, factor },
            Verb::Show { challenge } => AskVerb::Show { challenge },
        };
        let is_check = matches!(verb, AskVerb::Create { code: Some(_), .. } | AskVerb::Answer { .. });
        let request = Ask { place: self.place, identity, verb };
        let answer = ask(&self.options.place, Request::Challenge(request))?;
        self.options.show(&answer);
        if is_check && answer.to_json()["status"] != "approved" {
            return Err(Failure::new("not approved"));
        }
        Ok(())
    }
}

/// What a person is shown, as it was typed.
fn details(message: Option<&str>, fields: &[String]) -> Result<Option<Details>, Failure> {
    let field = |text: &String| match text.split_once('=') {
        Some((label, value)) => Ok(json!({ "label": label, "value": value }).to_string()),
        None => Err(Failure::new(format!("--field {text} has no ="))),
    };
    let fields = fields.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    Details::parse(message, &fields).map_err(|bad| {
        Failure::new(match bad {
            BadDetails::Message => "--message has more than 256 characters",
            BadDetails::Fields => {
                "there are more than 20 --field, or one with a label beyond 36 or a value beyond 128 characters"
            }
        })
    })
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine) -> Result<Answer, Failure> {
        let place = self.place.place(engine, &self.identity).await?;
        match self.verb {
            AskVerb::Create { factor, code, message, field } => {
                let wanted = CreateChallenge {
                    place,
                    factor: sid(&factor, "factor")?,
                    expires_at: None,
                    details: details(message.as_deref(), &field)?,
                    hidden_details: None,
                    auth_payload: code,
                };
                let absent = format!("the person has no factor {factor}: see countersign factor list");
                let asked = engine.create_challenge(wanted).await.map_err(|error| undone(error, &absent))?;
                Ok(show(&asked.challenge, engine.now()))
            }
            AskVerb::Answer { challenge, code } => {
                let wanted = AnswerChallenge {
                    place,
                    challenge: sid(&challenge, "challenge")?,
                    metadata: None,
                    auth_payload: Some(code),
                    of_factor: None,
                };
                let answered = engine.answer_challenge(wanted).await;
                let answered = answered.map_err(|error| undone(error, &absent(&challenge)))?;
                Ok(show(&answered, engine.now()))
            }
            AskVerb::List { status, factor } => {
                let status = status.as_deref().map(known).transpose()?;
                let factor = factor.map(|text| sid(&text, "factor")).transpose()?;
                list(engine, place, Wanted { factor, status, is_descending: true, kinds: None }).await
            }
            AskVerb::Show { challenge } => {
                let wanted = sid(&challenge, "challenge")?;
                let found = engine
                    .store()
                    .read(move |tx| {
                        match entities::find(tx, place.account, place.service, &place.identity)? {
                            Some(entity) => challenges::find(tx, entity.sid, wanted),
                            None => Ok(None),
                        }
                    })
                    .await;
                let found = found.map_err(Failure::of)?.ok_or_else(|| Failure::new(absent(&challenge)))?;
                Ok(show(&found, engine.now()))
            }
        }
    }
}

async fn list(engine: &Engine, place: Place, wanted: Wanted) -> Result<Answer, Failure> {
    let mut rows: Vec<[Value; 5]> = Vec::new();
    let (mut request, now) = (PageRequest::first(1000), engine.now());
    loop {
        let (asked, of, wanted) = (request.clone(), place.clone(), wanted.clone());
        let found = engine
            .store()
            .read(move |tx| match entities::find(tx, of.account, of.service, &of.identity)? {
                Some(entity) => challenges::list(tx, &entity, &wanted, &asked, now).map(Some),
                None => Ok(None),
            })
            .await;
        let page = found.map_err(Failure::of)?.ok_or_else(|| entity::absent(place.identity.as_str()))?;
        rows.extend(page.rows.iter().map(|made| {
            [
                json!(made.sid.to_string()),
                json!(made.factor_sid.map(|sid| sid.to_string())),
                json!(made.kind.as_str()),
                json!(made.status_at(now).as_str()),
                json!(made.created_at.to_string()),
            ]
        }));
        match page.next {
            Some(next @ PageToken::After(_)) => request.token = Some(next),
            _ => break,
        }
    }
    Ok(Answer::table(["challenge", "factor", "type", "status", "created"], rows.into_iter()))
}

fn show(made: &Made, now: Timestamp) -> Answer {
    let status = made.status_at(now);
    Answer::record([
        ("challenge", json!(made.sid.to_string())),
        ("factor", json!(made.factor_sid.map(|sid| sid.to_string()))),
        ("type", json!(made.kind.as_str())),
        ("status", json!(status.as_str())),
        ("wrong_answers", json!(made.wrong)),
        ("details", json!(made.details)),
        ("created", json!(made.created_at.to_string())),
        ("expires", json!(made.expires_at.to_string())),
        ("answered", json!(status.answered_at().map(|at| at.to_string()))),
    ])
}

fn known(status: &str) -> Result<&'static str, Failure> {
    let found = ChallengeStatus::NAMES.into_iter().find(|name| *name == status);
    found.ok_or_else(|| {
        Failure::new(format!("{status} is no status: they are {}", ChallengeStatus::NAMES.join(", ")))
    })
}

fn absent(challenge: &str) -> String {
    format!("the person has no challenge {challenge}: see countersign challenge list")
}
