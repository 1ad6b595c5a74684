//! Webhooks that applications believe in and that don't get through.

use countersign_delivery::outside::Allowed;
use countersign_engine::Engine;
use countersign_model::{Webhook, WebhookStatus};

use super::{Finding, Findings};
use crate::commands::webhook::all;

const CHECK: &str = "webhooks";
/// Each is told of up to here; more is a number.
const TOLD: usize = 20;

/// Nothing where there is none.
pub(super) async fn look(engine: &Engine) -> Findings {
    let mut found = Findings::default();
    let all = match all(engine).await {
        Ok(all) => all,
        Err(error) => {
            found.add(Finding::bad(CHECK, error));
            return found;
        }
    };
    let allowed = engine.webhooks_allowed();
    let troubles: Vec<String> = all.iter().filter_map(|it| trouble(it, allowed)).collect();
    for trouble in troubles.iter().take(TOLD) {
        found.add(Finding::doubtful(CHECK, trouble));
    }
    if troubles.len() > TOLD {
        let more = troubles.len() - TOLD;
        found.add(Finding::doubtful(CHECK, format!("{more} more: see countersign webhook list")));
    }
    if troubles.is_empty() && !all.is_empty() {
        found.add(Finding::good(CHECK, format!("{}, and none fails", all.len())));
    }
    found
}

/// What is wrong with one, if something is. One that somebody disabled is as it should be. Its address isn't shown: it may
/// hold a secret.
fn trouble(it: &Webhook, allowed: &Allowed) -> Option<String> {
    let (sid, service, name) = (it.sid, it.service_sid, it.friendly_name.as_str());
    let why = it.failure.as_deref().unwrap_or("nothing was taken");
    let what = match (it.status, it.failing_since) {
        (WebhookStatus::Disabled, None) => return None,
        (WebhookStatus::Disabled, Some(since)) => format!(
            "was disabled, for nothing reached it since {since} ({why}): mend it, then countersign webhook update {service} \
             {sid} --status enabled"
        ),
        (WebhookStatus::Enabled, _) if !allowed.takes(&it.url) => {
            "leads where [webhooks] of the configuration doesn't allow it to: nothing reaches it".to_owned()
        }
        (WebhookStatus::Enabled, _) if it.full_since.is_some() => {
            format!("is full and misses what happens ({why}): see countersign webhook test {service} {sid}")
        }
        (WebhookStatus::Enabled, Some(since)) => {
            format!("fails since {since} ({why}): see countersign webhook test {service} {sid}")
        }
        (WebhookStatus::Enabled, None) => return None,
    };
    Some(format!("{sid} ({name}) {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::{EventTypes, Timestamp, WebhookName, WebhookUrl, WebhookVersion};

    fn webhook() -> Webhook {
        let at = Timestamp::from_millis(1_767_225_600_000);
        Webhook {
            sid: "YW00000000000000000000000000000001".parse().unwrap(),
            account_sid: "AC00000000000000000000000000000001".parse().unwrap(),
            service_sid: "VA00000000000000000000000000000001".parse().unwrap(),
            friendly_name: WebhookName::parse("Shop").unwrap(),
            event_types: EventTypes::parse(["*"]).unwrap(),
            url: WebhookUrl::parse("https://example.com/secret").unwrap(),
            status: WebhookStatus::Enabled,
            version: WebhookVersion::V2,
            failing_since: None,
            failure: None,
            full_since: None,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn what_fails_was_given_up_or_is_full_is_told_with_what_to_do_and_what_somebody_disabled_is_not() {
        let (allowed, since) = (Allowed::default(), Some(Timestamp::from_millis(1_767_225_600_000)));
        let told = |it: Webhook| trouble(&it, &allowed);
        assert_eq!(told(webhook()), None);
        assert_eq!(told(Webhook { status: WebhookStatus::Disabled, ..webhook() }), None);
        let failing = Webhook { failing_since: since, failure: Some("answered 5xx".to_owned()), ..webhook() };
        let given_up = Webhook { status: WebhookStatus::Disabled, ..failing.clone() };
        let full = Webhook { full_since: since, ..failing.clone() };
        let inside = Webhook { url: WebhookUrl::parse("https://10.0.0.1/secret").unwrap(), ..webhook() };
        for (it, words) in [
            (failing, "fails since 2026-01-01T00:00:00Z (answered 5xx): see countersign webhook test VA"),
            (given_up, "--status enabled"),
            (full, "is full"),
            (inside, "[webhooks]"),
        ] {
            let said = told(it).expect("a trouble");
            assert!(said.starts_with("YW00000000000000000000000000000001 (Shop) "), "{said}");
            assert!(said.contains(words) && !said.contains("secret"), "{said}");
        }
    }
}
