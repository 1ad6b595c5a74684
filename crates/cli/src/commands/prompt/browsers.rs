//! The browsers in front of which a person isn't asked again.

use clap::Args;
use countersign_engine::Engine;
use countersign_engine::factor::Place;
use countersign_model::{AccountSid, Actor, RememberedBrowser, ServiceSid};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::commands::whom::parse;
use crate::commands::{Failure, sid};
use crate::control::Answer;

/// Whose browsers, and what is to become of them; nothing lists them.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The application's name for the person
    identity: String,
    /// Forget one of them: the person proves themselves there the next time
    #[arg(long, value_name = "YB…", conflicts_with = "forget_all")]
    forget: Option<String>,
    /// Forget all of them
    #[arg(long)]
    forget_all: bool,
}

impl Asked {
    pub(super) async fn carry_out(
        self,
        engine: &Engine,
        (account, service): (AccountSid, ServiceSid),
        by: Actor,
    ) -> Result<Answer, Failure> {
        let identity = self.identity;
        let place = Place { account, service, identity: parse(&identity)? };
        let nobody = || Failure::new(format!("service {service} has no entity {identity}"));
        let browser = self.forget.as_deref().map(|text| sid(text, "browser")).transpose()?;
        if browser.is_none() && !self.forget_all {
            return list(engine, place).await?.ok_or_else(nobody);
        }
        let forgotten = engine.forget_browsers(place, browser, by).await.map_err(Failure::of)?;
        match (forgotten.ok_or_else(nobody)?, browser) {
            (0, Some(browser)) => Err(Failure::new(format!("{identity} has no browser {browser}"))),
            (_, Some(browser)) => Ok(Answer::Done(format!("{browser} is forgotten"))),
            (1, None) => Ok(Answer::Done("1 browser is forgotten".to_owned())),
            (many, None) => Ok(Answer::Done(format!("{many} browsers are forgotten"))),
        }
    }
}

/// None where there is no such person.
async fn list(engine: &Engine, place: Place) -> Result<Option<Answer>, Failure> {
    let found = engine.remembered_browsers(place).await.map_err(Failure::of)?;
    Ok(found.map(|browsers| {
        let row = |it: &RememberedBrowser| {
            [
                json!(it.sid.to_string()),
                json!(it.name.as_str()),
                json!(it.method.as_str()),
                json!(it.created_at.to_string()),
                json!(it.used_at.to_string()),
                json!(it.expires_at.to_string()),
            ]
        };
        let columns = ["browser", "name", "method", "created", "used", "expires"];
        Answer::table(columns, browsers.iter().map(row).collect::<Vec<_>>().into_iter())
    }))
}
