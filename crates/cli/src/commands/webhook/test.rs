//! Trying a webhook.

use countersign_delivery::outside::Untold;
use countersign_engine::Engine;
use countersign_engine::webhook::TestWebhookError;
use countersign_model::{AccountSid, Actor, ServiceSid, WebhookSid};
use serde_json::json;

use super::absent;
use crate::commands::Failure;
use crate::control::Answer;

pub(super) async fn test(
    engine: &Engine,
    (account, service, webhook): (AccountSid, ServiceSid, WebhookSid),
    by: Actor,
) -> Result<Answer, Failure> {
    let tested = engine.test_webhook(account, service, webhook, by).await.map_err(|error| match error {
        TestWebhookError::NotFound => absent(service, webhook),
        TestWebhookError::Store(error) => Failure::of(error),
    })?;
    let took = u64::try_from(tested.took.as_millis()).unwrap_or(u64::MAX);
    match tested.outcome {
        Ok(()) => Ok(Answer::record([
            ("webhook", json!(webhook.to_string())),
            ("outcome", json!("taken")),
            ("took_ms", json!(took)),
            ("uuid", json!(tested.uuid)),
        ])),
        Err(why) => {
            let sentence = format!(
                "{webhook} did not take {}: {}, after {took} ms; {}",
                tested.uuid,
                why.as_str(),
                advice(why)
            );
            Err(Failure::new(sentence))
        }
    }
}

/// What to look at.
const fn advice(why: Untold) -> &'static str {
    match why {
        Untold::NotAllowed => "name its network in [webhooks] allow_private if it is meant to be reached",
        Untold::NoConnection => {
            "see that its name resolves and that something listens there, with a certificate that is known"
        }
        Untold::TimedOut => "it has ten seconds: answer first and work afterwards",
        Untold::Lost => "see its log",
        Untold::Redirected => "give the address that it leads to",
        Untold::Refused => "see that it takes POST, and which token and address it checks the signature with",
        Untold::Failed => "see its log",
    }
}
