//! What the commands about people, their factors and challenges have in common.

use clap::Args;
use countersign_engine::Engine;
use countersign_engine::factor::{FactorError, Place};
use countersign_model::{AccountSid, FactorRefusal, Identity, ServiceSid};
use serde::{Deserialize, Serialize};

use super::verify::only_service;
use super::{Failure, Whose, sid};

/// In which service, and whose service it is.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Where {
    #[command(flatten)]
    #[serde(flatten)]
    whose: Whose,
    /// The service; may be left out where there is only one
    #[arg(long, global = true, value_name = "VA…")]
    service: Option<String>,
}

impl Where {
    /// The account that is meant.
    pub(super) async fn account(&self, engine: &Engine) -> Result<AccountSid, Failure> {
        self.whose.sid(engine).await
    }

    /// The account and the service that are meant.
    pub(super) async fn service(&self, engine: &Engine) -> Result<(AccountSid, ServiceSid), Failure> {
        let account = self.whose.sid(engine).await?;
        let service = match self.service.as_deref() {
            Some(text) => sid(text, "service")?,
            None => only_service(engine, account).await?,
        };
        Ok((account, service))
    }

    /// The place of a person's things.
    pub(super) async fn place(&self, engine: &Engine, identity: &str) -> Result<Place, Failure> {
        let (account, service) = self.service(engine).await?;
        Ok(Place { account, service, identity: parse(identity)? })
    }
}

/// An identity as it was typed.
pub(super) fn parse(text: &str) -> Result<Identity, Failure> {
    Identity::parse(text)
        .map_err(|_| Failure::new(format!("{text} is no identity: it has 8 to 64 letters, digits and -")))
}

/// Why nothing was done about a factor or a challenge; `absent` says what wasn't found.
pub(super) fn undone(error: FactorError, absent: &str) -> Failure {
    let refusal = match error {
        FactorError::Store(error) => return Failure::of(error),
        FactorError::Refused(refusal) => refusal,
    };
    Failure::new(match refusal {
        FactorRefusal::NotFound => absent.to_owned(),
        FactorRefusal::Missing(name) => format!("{name} is missing"),
        FactorRefusal::Parameter(name) => format!("{name} can't be taken"),
        FactorRefusal::Binding => "the binding can't be taken".to_owned(),
        FactorRefusal::BindingTaken => "another factor has the same binding".to_owned(),
        FactorRefusal::MaxFactors => "the entity has as many factors as one may: delete some".to_owned(),
        FactorRefusal::MaxFactorsToday { frees_at } => {
            format!("enough factors were made for the entity today: again from {frees_at}")
        }
        FactorRefusal::MaxEnrolments => {
            "the factor has had five wrong codes: delete it and make a new one".to_owned()
        }
        FactorRefusal::Unproven => "the signature is not the factor's".to_owned(),
        FactorRefusal::TokenSpent => "the access token was used before, or its time is over".to_owned(),
        FactorRefusal::VerifiedAlready => {
            "the factor is verified already: check its codes with countersign challenge create".to_owned()
        }
        FactorRefusal::Unverified => {
            "the factor is not verified: do so first with countersign factor verify".to_owned()
        }
        FactorRefusal::MaxChallenges { frees_at } => {
            format!("the factor was challenged as often as it may be: again from {frees_at}")
        }
        FactorRefusal::MaxAnswers { frees_at: Some(frees_at) } => {
            format!("too many wrong answers for this factor: again from {frees_at}")
        }
        FactorRefusal::MaxAnswers { frees_at: None } => {
            "five answers were wrong: make a new challenge".to_owned()
        }
        FactorRefusal::NoDevice => "nobody can wake the factor's device".to_owned(),
        FactorRefusal::MaxNotifications => "three notifications were asked for already".to_owned(),
        FactorRefusal::Answered => "the challenge was answered before".to_owned(),
        FactorRefusal::Expired => "the challenge has expired".to_owned(),
        FactorRefusal::Failed => "the answer proves nothing".to_owned(),
        FactorRefusal::Cloned => "somebody has a copy of the factor: delete it".to_owned(),
        FactorRefusal::NoFactor | FactorRefusal::NoChallenge | FactorRefusal::NoEntity => absent.to_owned(),
        FactorRefusal::NotApproved => "the verification isn't approved, or was too long ago".to_owned(),
        FactorRefusal::EvidenceUsed => "the verification made a factor before".to_owned(),
        FactorRefusal::NoToken => {
            "no token by this number shows these two codes in a row, or it is somebody's".to_owned()
        }
        FactorRefusal::TokenAssigned => {
            "the token is somebody's: take it away from them with countersign token unassign".to_owned()
        }
        FactorRefusal::MaxTokensTried { frees_at } => {
            format!("enough tokens were tried for the entity today: again from {frees_at}")
        }
        FactorRefusal::Passkey(_) => "only a browser can answer for a passkey".to_owned(),
    })
}
