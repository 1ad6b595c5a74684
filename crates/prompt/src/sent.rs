//! `POST /prompt/{sid}`: a form of one of the pages.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_engine::prompt::{Acted, Left, Pressed, Typed, Visit};
use countersign_model::{Channel, PromptEnding, PromptSid, PromptStatus};
use countersign_web::{Form, FormBody, Network, Origin, Problem};
use http::{HeaderMap, StatusCode};

use crate::page::action::{self, Action};
use crate::page::view::Ended;
use crate::state::Prompts;
use crate::{answer, cookie, guard, place};

/// Does what a form asks, once, and goes on to where the person is: 303.
pub(crate) async fn sent(
    State(prompts): State<Arc<Prompts>>,
    origin: Origin,
    network: Network,
    Path(sid): Path<String>,
    headers: HeaderMap,
    body: Result<FormBody, Problem>,
) -> Response {
    let unknown = || answer::nowhere(&prompts, &headers, StatusCode::NOT_FOUND, Ended::Unknown);
    let Ok(sid) = sid.parse::<PromptSid>() else { return unknown() };
    let here = place::page(&origin, sid);
    let stale = |status| answer::stale(&prompts, &headers, status, here.clone());
    let FormBody(form) = match body {
        Ok(form) => form,
        Err(problem) => return stale(problem.status),
    };
    let Some(browser) = cookie::browser(&prompts, &origin, sid, &headers) else { return unknown() };
    let token = form.text(action::CSRF).unwrap_or_default();
    if !guard::is_ours(&headers, &origin) || !prompts.engine.is_form_token(&browser, token) {
        return stale(StatusCode::FORBIDDEN);
    }
    let step = form.text(action::STEP).and_then(|step| step.parse().ok());
    let (Some(step), Some(pressed)) = (step, pressed(&form)) else {
        return stale(StatusCode::BAD_REQUEST);
    };
    let visit = Visit {
        prompt: sid,
        browser_hash: browser.hash(),
        step: Some(step),
        source: network.as_str().to_owned(),
        locale: answer::locale(&headers, None),
    };
    match prompts.engine.act_on_prompt(&visit, &pressed, &typed(&form)).await {
        Ok(Acted::Stay | Acted::Elsewhere) => answer::see(&here),
        Ok(Acted::Stale) => answer::see(&format!("{here}?stale")),
        Ok(Acted::Over) => over(&prompts, &visit, &headers, &here).await,
        Ok(Acted::Unknown) => unknown(),
        Err(error) => answer::fault(&prompts, &headers, &error, Some(here)),
    }
}

/// Who is done or gave up goes back to the application at once; who failed reads why first.
async fn over(prompts: &Prompts, visit: &Visit, headers: &HeaderMap, here: &str) -> Response {
    let is_plain = match prompts.engine.prompt_scene(visit.prompt, &visit.browser_hash).await {
        Ok(scene) => scene.is_some_and(|scene| {
            matches!(
                scene.status,
                PromptStatus::Completed { .. } | PromptStatus::Ended { how: PromptEnding::Canceled, .. }
            )
        }),
        Err(error) => return answer::fault(prompts, headers, &error, Some(here.to_owned())),
    };
    if !is_plain {
        return answer::see(here);
    }
    match prompts.engine.leave_prompt(visit).await {
        Ok(Left::To(address)) => answer::see(&address),
        Ok(Left::Pending | Left::Unknown) => answer::see(here),
        Err(error) => answer::fault(prompts, headers, &error, Some(here.to_owned())),
    }
}

/// The button; none for what no button of ours says.
fn pressed(form: &Form) -> Option<Pressed> {
    let button = action::Pressed::parse(form.text(action::ACTION)?)?;
    let about = || button.about.unwrap_or_default().to_owned();
    Some(match button.action {
        Action::Continue => Pressed::Continue,
        Action::Choose => Pressed::Choose(about()),
        Action::Sms => Pressed::Send(Channel::Sms),
        Action::Call => Pressed::Send(Channel::Call),
        Action::Again => Pressed::Again,
        Action::Another => Pressed::Another,
        Action::Change => Pressed::Change,
        Action::Add => Pressed::Add,
        Action::Rename => Pressed::Rename(about()),
        Action::Remove => Pressed::Remove(about()),
        Action::NewCodes => Pressed::NewCodes,
        Action::Back => Pressed::Back,
        Action::Finish => Pressed::Finish,
        Action::Cancel => Pressed::Cancel,
        // No browser is remembered, so none can be forgotten.
        Action::Forget => return None,
    })
}

/// What was typed. More than any field takes is cut: it is wrong in any case.
fn typed(form: &Form) -> Typed {
    let text = |name| form.text(name).unwrap_or_default().chars().take(256).collect::<String>();
    Typed {
        phone: text(action::PHONE),
        email: text(action::EMAIL),
        code: text(action::CODE),
        next_code: text(action::NEXT_CODE),
        serial: text(action::SERIAL),
        name: text(action::NAME),
        saved: form.text(action::SAVED) == Some("yes"),
    }
}
