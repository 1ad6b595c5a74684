//! Prompts as people and programs are shown them.

use countersign_engine::Engine;
use countersign_engine::prompt::Opened;
use countersign_model::{
    AccountSid, Confirm, Method, PageRequest, PageToken, PromptStatus, ResultCode, ServiceSid, Timestamp,
};
use countersign_store::{prompts, services};
use serde_json::{Value, json};

use super::no_service;
use crate::commands::Failure;
use crate::control::Answer;

/// All that there are, oldest first. What is sealed in them stays so.
pub(super) async fn list(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
) -> Result<Answer, Failure> {
    let mut rows: Vec<[Value; 5]> = Vec::new();
    let (mut request, now) = (PageRequest::first(1000), engine.now());
    loop {
        let asked = request.clone();
        let found = engine.store().read(move |tx| match services::find(tx, account, service)? {
            Some(_) => prompts::list(tx, account, service, &asked).map(Some),
            None => Ok(None),
        });
        let page = found.await.map_err(Failure::of)?.ok_or_else(|| no_service(account, service))?;
        rows.extend(page.rows.iter().map(|it| {
            [
                json!(it.sid.to_string()),
                json!(it.identity.as_str()),
                json!(it.purpose.as_str()),
                json!(it.status_at(now).as_str()),
                json!(it.created_at.to_string()),
            ]
        }));
        match page.next {
            Some(next @ PageToken::After(_)) => request.token = Some(next),
            _ => break,
        }
    }
    Ok(Answer::table(["prompt", "identity", "purpose", "status", "created"], rows.into_iter()))
}

/// A prompt. The application's `state` and its address's query stay with it: by the first it knows its own browser again.
pub(super) fn record(it: &Opened, now: Timestamp) -> Answer {
    let Opened { prompt, content } = it;
    let status = prompt.status_at(now);
    let exchanged = match &status {
        PromptStatus::Completed { result: ResultCode::Exchanged { at }, .. } => Some(at.to_string()),
        _ => None,
    };
    let names = |methods: &[Method]| json!(methods.iter().map(|it| it.as_str()).collect::<Vec<_>>());
    let address = content.return_url.as_str();
    Answer::record([
        ("prompt", json!(prompt.sid.to_string())),
        ("service", json!(prompt.service_sid.to_string())),
        ("identity", json!(prompt.identity.as_str())),
        ("purpose", json!(prompt.purpose.as_str())),
        ("status", json!(status.as_str())),
        ("opened", json!(prompt.browser_hash.is_some())),
        ("wrong_answers", json!(prompt.wrong)),
        ("return_url", json!(address.split_once('?').map_or(address, |(place, _)| place))),
        ("locale", json!(content.locale)),
        ("allowed", names(&content.allowed)),
        ("required", names(&content.required)),
        ("two_methods", json!(content.demand.two_methods)),
        ("aal", json!(content.demand.aal)),
        ("confirm", json!(content.confirm.as_ref().map(confirm))),
        ("created", json!(prompt.created_at.to_string())),
        ("expires", json!(prompt.expires_at.to_string())),
        ("ended", json!(status.ended_at().map(|at| at.to_string()))),
        ("exchanged", json!(exchanged)),
    ])
}

/// What is confirmed, in a line.
fn confirm(it: &Confirm) -> String {
    match it {
        Confirm::Text(text) => text.as_str().to_owned(),
        Confirm::Payment { amount, payee } => format!("{} to {}", amount.as_str(), payee.as_str()),
    }
}
