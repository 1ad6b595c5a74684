//! `POST /v1/Services/{ServiceSid}/Prompts/{Sid}/Result`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::prompt::Exchanged;
use countersign_model::{Content, Proof, Recognised};
use countersign_web::{Caller, JsonBody, Origin, Problem, json};
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;

use super::{confirm, named, problem};
use crate::route::Route;
use crate::v1::members::Members;

/// That a person is approved.
#[derive(Serialize)]
struct ResultBody {
    sid: String,
    account_sid: String,
    service_sid: String,
    identity: String,
    purpose: &'static str,
    status: &'static str,
    state: Option<String>,
    confirm: Option<Value>,
    methods: Vec<MethodBody>,
    aal: u8,
    amr: Vec<&'static str>,
    token: String,
    date_exchanged: String,
}

/// What the person has shown, oldest first.
#[derive(Serialize)]
struct MethodBody {
    method: &'static str,
    channel: Option<&'static str>,
    factor_sid: Option<String>,
    browser_sid: Option<String>,
    date_verified: String,
}

impl From<&Proof> for MethodBody {
    fn from(proof: &Proof) -> Self {
        Self {
            method: proof.method.as_str(),
            channel: proof.channel.map(|channel| channel.as_str()),
            factor_sid: Some(proof.factor.to_string()),
            browser_sid: None,
            date_verified: proof.at().to_string(),
        }
    }
}

/// It stands in place of a method: the person proved themselves there when it was remembered.
impl From<&Recognised> for MethodBody {
    fn from(recognised: &Recognised) -> Self {
        Self {
            method: Recognised::NAME,
            channel: None,
            factor_sid: None,
            browser_sid: Some(recognised.browser.to_string()),
            date_verified: recognised.since().to_string(),
        }
    }
}

/// Exchanges the code that the browser came back with: 200 and `approved`, once. The application compares `state` with what
/// its own session holds.
pub(crate) async fn exchange(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    JsonBody(asked): JsonBody,
) -> Result<Response, Problem> {
    let (service, sid) = named(&route)?;
    let code = Members(&asked).require("code", |code| Ok::<_, ()>(code.to_owned()))?;
    let issuer = origin.to_string();
    let exchanged =
        engine.exchange_prompt(caller.account, service, sid, &code, &issuer, caller.actor()).await;
    let it = exchanged.map_err(|error| problem(&error, &route))?;
    Ok(json(StatusCode::OK, &body(it)))
}

fn shown(content: &Content) -> Vec<MethodBody> {
    let recognised = content.recognised.iter().map(MethodBody::from);
    recognised.chain(content.proofs.iter().map(MethodBody::from)).collect()
}

fn body(it: Exchanged) -> ResultBody {
    let (prompt, content) = (it.opened.prompt, it.opened.content);
    let methods = shown(&content);
    ResultBody {
        sid: prompt.sid.to_string(),
        account_sid: prompt.account_sid.to_string(),
        service_sid: prompt.service_sid.to_string(),
        identity: prompt.identity.to_string(),
        purpose: prompt.purpose.as_str(),
        status: "approved",
        state: content.state,
        confirm: content.confirm.as_ref().map(confirm),
        methods,
        aal: it.strength.level,
        amr: it.strength.references,
        token: it.token,
        date_exchanged: it.at.to_string(),
    }
}
