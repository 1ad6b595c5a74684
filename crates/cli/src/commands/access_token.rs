//! `countersign access-token`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::access_token::NewAccessToken;
use countersign_model::{ACCESS_TOKEN_SECONDS, Actor, FactorName};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::whom::{Where, undone};
use super::{Failure, Options};
use crate::control::{Answer, Request, ask};

/// Make access tokens: with one a person's device enrols itself
///
/// An application asks the API for them; this is for trying out an app. A token makes one factor, once and soon.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign access-token create --identity ff483d1ff591898a9942916050d2ca3f\n  \
    countersign access-token create --identity ff483d1ff591898a9942916050d2ca3f --ttl 300 --name 'Ann'\\''s phone' --json | jq -r .token")]
pub struct AccessToken {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make an access token, and show it: whoever has it can enrol a device as the person's
    Create {
        /// The application's name for the person
        #[arg(long, value_name = "IDENTITY")]
        identity: String,
        /// The type of the factor that is to be made
        #[arg(long, default_value = "push")]
        factor_type: String,
        /// How the factor is to be called; else the device says it
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// For how many seconds it is good: 60 to 300
        #[arg(long, value_name = "SECONDS", default_value_t = *ACCESS_TOKEN_SECONDS.start())]
        ttl: i64,
    },
}

/// What this command asks of the data.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    place: Where,
    identity: String,
    factor_type: String,
    name: Option<String>,
    ttl: i64,
}

impl AccessToken {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Verb::Create { identity, factor_type, name, ttl } = self.verb;
        let request = Ask { place: self.place, identity, factor_type, name, ttl };
        self.options.show(&ask(&self.options.place, Request::AccessToken(request))?);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let place = self.place.place(engine, &self.identity).await?;
        let kind = countersign_factors::find(&self.factor_type).filter(|kind| kind.has_access_tokens());
        let kind = kind.ok_or_else(|| {
            Failure::new(format!("a factor of type {} is made without access tokens", self.factor_type))
        })?;
        let name = self.name.as_deref().map(FactorName::parse).transpose();
        if !ACCESS_TOKEN_SECONDS.contains(&self.ttl) {
            let (least, most) = (ACCESS_TOKEN_SECONDS.start(), ACCESS_TOKEN_SECONDS.end());
            return Err(Failure::new(format!("--ttl {} is not within {least} and {most} seconds", self.ttl)));
        }
        let wanted = NewAccessToken {
            account: place.account,
            service: place.service,
            identity: place.identity,
            kind,
            factor_name: name
                .map_err(|_| Failure::new("the name can't be taken: it has 1 to 64 characters"))?,
            ttl: self.ttl,
        };
        let made = engine.create_access_token(wanted, by).await;
        let (token, text) = made.map_err(|error| undone(error, "the account has no such service"))?;
        Ok(Answer::record([
            ("access_token", json!(token.sid.to_string())),
            ("identity", json!(token.identity.as_str())),
            ("factor_type", json!(token.kind.as_str())),
            ("name", json!(token.factor_name.as_ref().map(FactorName::as_str))),
            ("token", json!(text)),
            ("ttl", json!(token.ttl)),
            ("created", json!(token.created_at.to_string())),
        ]))
    }
}
