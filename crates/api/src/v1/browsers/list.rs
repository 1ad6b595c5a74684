//! `GET /v1/Services/{ServiceSid}/Entities/{Identity}/Browsers`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::RememberedBrowser;
use countersign_web::{Caller, Problem, json, trouble};
use http::StatusCode;
use serde::Serialize;

use crate::route::Route;
use crate::v2::place::place;

/// All of a person's: there are ten at most.
#[derive(Serialize)]
struct BrowsersBody {
    browsers: Vec<BrowserBody>,
}

#[derive(Serialize)]
struct BrowserBody {
    sid: String,
    account_sid: String,
    service_sid: String,
    identity: String,
    name: Option<String>,
    method: &'static str,
    date_created: String,
    date_used: String,
    date_expires: String,
}

impl From<RememberedBrowser> for BrowserBody {
    fn from(it: RememberedBrowser) -> Self {
        let name = it.name.as_str();
        Self {
            sid: it.sid.to_string(),
            account_sid: it.account_sid.to_string(),
            service_sid: it.service_sid.to_string(),
            identity: it.identity.to_string(),
            name: (!name.is_empty()).then(|| name.to_owned()),
            method: it.method.as_str(),
            date_created: it.created_at.to_string(),
            date_used: it.used_at.to_string(),
            date_expires: it.expires_at.to_string(),
        }
    }
}

/// The browsers in front of which a person isn't asked, the one that was used last first.
pub(crate) async fn list(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<Response, Problem> {
    let (service, identity) = &route.params;
    let of = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let found = engine.remembered_browsers(of).await.map_err(|error| trouble(&error))?;
    let browsers = found.ok_or_else(|| route.not_found())?;
    let body = BrowsersBody { browsers: browsers.into_iter().map(BrowserBody::from).collect() };
    Ok(json(StatusCode::OK, &body))
}
