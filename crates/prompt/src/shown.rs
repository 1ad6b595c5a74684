//! `GET /prompt/{sid}`: where the person is.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use countersign_model::{PromptSid, PromptStanding, PromptStatus};
use countersign_web::Origin;
use http::{HeaderMap, StatusCode};

use crate::page::view::{Ended, Problem};
use crate::state::Prompts;
use crate::{answer, cookie, remembering, show};

/// The page. Nothing is changed and nothing sent, however often it is asked for.
pub(crate) async fn shown(
    State(prompts): State<Arc<Prompts>>,
    origin: Origin,
    Path(sid): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let unknown = || answer::nowhere(&prompts, &headers, StatusCode::NOT_FOUND, Ended::Unknown);
    let Ok(sid) = sid.parse::<PromptSid>() else { return unknown() };
    let says = |what: &str| query.as_deref() == Some(what);
    let Some(browser) = cookie::browser(&prompts, &origin, sid, &headers) else {
        // Whoever comes from the link was given a cookie a moment ago.
        if says("from=link") {
            return answer::nowhere(&prompts, &headers, StatusCode::FORBIDDEN, Ended::CookiesBlocked);
        }
        return unknown();
    };
    let remembering = remembering::read(&origin, &headers, false);
    let scene = match prompts.engine.prompt_scene(sid, &browser.hash(), &remembering).await {
        Ok(Some(scene)) => scene,
        Ok(None) => return unknown(),
        Err(error) => return answer::fault(&prompts, &headers, &error, None),
    };
    if scene.standing == PromptStanding::Other {
        return answer::nowhere(&prompts, &headers, StatusCode::FORBIDDEN, Ended::Elsewhere);
    }
    if scene.status != PromptStatus::Pending {
        return answer::end(&prompts, &headers, &origin, &scene);
    }
    let token = match prompts.engine.form_token(&browser).await {
        Ok(token) => token,
        Err(error) => return answer::fault(&prompts, &headers, &error, None),
    };
    let (mut frame, page) = show::pending(&scene, &headers, &origin, token);
    if says("stale") {
        (frame.problem, frame.notice) = (Some(Problem::Stale), None);
    }
    let application = scene.opened.content.return_url.origin();
    answer::html(&prompts, StatusCode::OK, &frame, &page, Some(&application))
}
