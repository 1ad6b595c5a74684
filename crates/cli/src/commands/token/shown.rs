//! Tokens as an operator sees them; never their seeds.

use countersign_engine::Engine;
use countersign_model::{AccountSid, HardwareToken, PageRequest, PageToken};
use countersign_store::hardware_tokens;
use serde_json::{Value, json};

use crate::commands::Failure;
use crate::control::Answer;

pub(super) async fn list(engine: &Engine, account: AccountSid) -> Result<Answer, Failure> {
    let mut rows: Vec<[Value; 8]> = Vec::new();
    let mut request = PageRequest::first(1000);
    loop {
        let asked = request.clone();
        let page = engine.store().read(move |tx| hardware_tokens::list(tx, account, &asked)).await;
        let page = page.map_err(Failure::of)?;
        rows.extend(page.rows.iter().map(row));
        match page.next {
            Some(next @ PageToken::After(_)) => request.token = Some(next),
            _ => break,
        }
    }
    let columns = ["token", "type", "digits", "time step", "manufacturer", "identity", "service", "imported"];
    Ok(Answer::table(columns, rows.into_iter()))
}

fn row(token: &HardwareToken) -> [Value; 8] {
    [
        json!(token.serial.as_str()),
        json!(token.kind.as_str()),
        json!(token.digits),
        json!(token.kind.period()),
        json!(token.manufacturer),
        json!(token.holder.as_ref().map(|holder| holder.identity.as_str())),
        json!(token.holder.as_ref().map(|holder| holder.service_sid.to_string())),
        json!(token.imported_at.to_string()),
    ]
}

pub(super) fn record(token: &HardwareToken) -> Answer {
    let holder = token.holder.as_ref();
    Answer::record([
        ("token", json!(token.serial.as_str())),
        ("account", json!(token.account_sid.to_string())),
        ("type", json!(token.kind.as_str())),
        ("algorithm", json!(token.algorithm.as_str())),
        ("digits", json!(token.digits)),
        ("time_step", json!(token.kind.period())),
        ("next", json!(token.progress.next)),
        ("drift", json!(token.progress.drift)),
        ("manufacturer", json!(token.manufacturer)),
        ("identity", json!(holder.map(|holder| holder.identity.as_str()))),
        ("service", json!(holder.map(|holder| holder.service_sid.to_string()))),
        ("factor", json!(holder.map(|holder| holder.factor_sid.to_string()))),
        ("imported", json!(token.imported_at.to_string())),
    ])
}
