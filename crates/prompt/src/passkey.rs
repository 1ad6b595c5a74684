//! `POST /prompt/{sid}/passkey/options` and `…/answer`: what the page's script asks.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_engine::prompt::{Acted, Browser, PasskeyError, Visit};
use countersign_messages::Locale;
use countersign_model::PromptSid;
use countersign_web::{JsonBody, Network, Origin, Problem, json, trouble};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json as value};

use crate::state::Prompts;
use crate::{cookie, guard, place};

/// Options for `navigator.credentials`.
pub(crate) async fn options(
    State(prompts): State<Arc<Prompts>>,
    origin: Origin,
    network: Network,
    Path(sid): Path<String>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let (sid, browser) = page(&prompts, &origin, &sid, &headers, &body)?;
    let asked =
        prompts.engine.prompt_passkey_options(&visit(sid, &browser, &network), &place::bare(&origin)).await;
    match asked {
        Ok(options) => Ok(json(StatusCode::OK, &options)),
        Err(PasskeyError::Gone(_)) => Ok(moved(&origin, sid)),
        Err(PasskeyError::Refused) => Err(Problem::bad_request("No passkey can be asked for")),
        Err(PasskeyError::Store(error)) => Err(trouble(&error)),
    }
}

/// What the browser made of them.
pub(crate) async fn answer(
    State(prompts): State<Arc<Prompts>>,
    origin: Origin,
    network: Network,
    Path(sid): Path<String>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let (sid, browser) = page(&prompts, &origin, &sid, &headers, &body)?;
    let visit = visit(sid, &browser, &network);
    let answered = prompts.engine.prompt_passkey_answer(&visit, &body["credential"]).await;
    let next = match answered {
        Ok(Acted::Over) => place::way_back(&origin, sid),
        Ok(_) => place::page(&origin, sid),
        Err(PasskeyError::Gone(_)) => return Ok(moved(&origin, sid)),
        Err(PasskeyError::Refused) => return Err(Problem::bad_request("Not a passkey")),
        Err(PasskeyError::Store(error)) => return Err(trouble(&error)),
    };
    Ok(json(StatusCode::OK, &value!({ "next": next })))
}

/// The page isn't one of passkeys any more: the script goes to where the person is.
fn moved(origin: &Origin, sid: PromptSid) -> Response {
    json(StatusCode::CONFLICT, &value!({ "next": place::page(origin, sid) }))
}

/// The prompt and the browser, once it has shown that it is one and that the page is ours.
fn page(
    prompts: &Prompts,
    origin: &Origin,
    sid: &str,
    headers: &HeaderMap,
    body: &Value,
) -> Result<(PromptSid, Browser), Problem> {
    let nobody = || Problem::not_found("/prompt");
    let sid = sid.parse().map_err(|_| nobody())?;
    let browser = cookie::browser(prompts, origin, sid, headers).ok_or_else(nobody)?;
    let token = body["csrf"].as_str().unwrap_or_default();
    if guard::is_ours(headers, origin) && prompts.engine.is_form_token(&browser, token) {
        Ok((sid, browser))
    } else {
        Err(nobody())
    }
}

fn visit(prompt: PromptSid, browser: &Browser, network: &Network) -> Visit {
    Visit {
        prompt,
        browser_hash: browser.hash(),
        step: None,
        source: network.as_str().to_owned(),
        // The browser says all there is to say, in its own.
        locale: Locale::ENGLISH,
    }
}
