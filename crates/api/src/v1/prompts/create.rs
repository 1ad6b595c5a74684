//! `POST /v1/Services/{ServiceSid}/Prompts`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::prompt::CreatePrompt;
use countersign_model::{
    AccountSid, Amount, Confirm, ConfirmText, Email, FactorName, Identity, LocaleTag, PROMPT_SECONDS, Payee,
    Phone, Purpose, ReturnUrl, ServiceSid,
};
use countersign_web::{Caller, JsonBody, Origin, Problem, json};
use http::StatusCode;

use super::{body, problem};
use crate::route::Route;
use crate::v1::members::Members;

/// How long a prompt lives unless its maker says, in seconds.
const SECONDS: i64 = 900;
/// Letters of the longest state.
const STATE: usize = 512;

/// Makes a prompt: 201, with the address that the person's browser is to open. A login for somebody who has no method is over at
/// once: `not_enrolled`.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    JsonBody(asked): JsonBody,
) -> Result<Response, Problem> {
    let service = route.params.parse().map_err(|_| route.not_found())?;
    let wanted = read(Members(&asked), caller.account, service)?;
    let made = engine.create_prompt(wanted, caller.actor()).await;
    let (made, token) = made.map_err(|error| problem(&error, &route))?;
    let url = origin.url(&format!("/prompt/start/{token}"));
    Ok(json(StatusCode::CREATED, &body(&made, Some(url), engine.now())))
}

fn read(it: Members<'_>, account: AccountSid, service: ServiceSid) -> Result<CreatePrompt, Problem> {
    let purpose = it.require("purpose", |name| Purpose::parse(name).ok_or(()))?;
    let addresses = it.object("addresses")?;
    let address = |name| match addresses {
        Some(addresses) => addresses.text(name),
        None => Ok(None),
    };
    let phone = address("phone")?.map(Phone::parse).transpose();
    let email = address("email")?.map(Email::parse).transpose();
    let fits = |state: &str| if state.len() <= STATE { Ok(state.to_owned()) } else { Err(()) };
    Ok(CreatePrompt {
        account,
        service,
        identity: it.require("identity", Identity::parse)?,
        purpose,
        return_url: it.require("return_url", ReturnUrl::parse)?,
        state: it.parse("state", fits)?,
        locale: it.parse("locale", LocaleTag::parse)?,
        allowed: it.methods("allowed")?,
        required: it.methods("required")?.unwrap_or_default(),
        aal: it.level("aal")?.unwrap_or(0),
        phone: phone.map_err(|_| Problem::invalid_parameter("addresses.phone"))?,
        email: email.map_err(|_| Problem::invalid_parameter("addresses.email"))?,
        account_name: it.parse("account_name", FactorName::parse)?.map(|name| name.to_string()),
        confirm: confirm(it, purpose)?,
        seconds: seconds(it)?,
    })
}

/// What is confirmed: a text, or amount and payee. Only `confirm` has it, and must.
fn confirm(it: Members<'_>, purpose: Purpose) -> Result<Option<Confirm>, Problem> {
    let Some(given) = it.object("confirm")? else {
        return match purpose {
            Purpose::Confirm => Err(Problem::missing_parameter("confirm")),
            Purpose::Setup | Purpose::Login => Ok(None),
        };
    };
    let wrong = |name| move |_| Problem::invalid_parameter(name);
    let text = given.text("text")?.map(ConfirmText::parse).transpose().map_err(wrong("confirm.text"))?;
    let amount = given.text("amount")?.map(Amount::parse).transpose().map_err(wrong("confirm.amount"))?;
    let payee = given.text("payee")?.map(Payee::parse).transpose().map_err(wrong("confirm.payee"))?;
    match (purpose, text, amount, payee) {
        (Purpose::Confirm, Some(text), None, None) => Ok(Some(Confirm::Text(text))),
        (Purpose::Confirm, None, Some(amount), Some(payee)) => Ok(Some(Confirm::Payment { amount, payee })),
        _ => Err(Problem::invalid_parameter("confirm")),
    }
}

fn seconds(it: Members<'_>) -> Result<i64, Problem> {
    match &it.0["lifetime"] {
        serde_json::Value::Null => Ok(SECONDS),
        value => {
            let seconds = value.as_i64().filter(|seconds| PROMPT_SECONDS.contains(seconds));
            seconds.ok_or_else(|| Problem::invalid_parameter("lifetime"))
        }
    }
}
