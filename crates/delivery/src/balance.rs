//! What is left on an account.

use countersign_model::{Cost, Timestamp};
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::Probe;
use crate::http::{Answered, Http};

/// Asks for a balance and has `read` find it in the answer's JSON; `advice` says what to look after when the credentials
/// are refused.
///
/// # Errors
/// A sentence without secrets, when there was no answer or a refusal.
pub(crate) async fn ask(
    http: &Http,
    request: RequestBuilder,
    now: Timestamp,
    advice: &str,
    read: impl Fn(&Value) -> Option<Cost>,
) -> Result<Option<Cost>, String> {
    let answered = http.look(request, now).await?;
    if !answered.is_success() {
        return Err(refusal(&answered, advice));
    }
    Ok(answered.json().as_ref().and_then(read))
}

/// The same as a probe: whoever tells a balance knows us.
pub(crate) async fn probe(http: &Http, request: RequestBuilder, advice: &str) -> Probe {
    // Nothing in the answer is reckoned from the present moment.
    match http.look(request, Timestamp::from_millis(0)).await {
        Ok(answered) if answered.is_success() => Probe::Reached,
        Ok(answered) => Probe::Failed(refusal(&answered, advice)),
        Err(sentence) => Probe::Failed(sentence),
    }
}

/// An amount that is left, of the number or text that stands in an answer. What is owed counts as nothing left.
pub(crate) fn left(amount: &Value, currency: &str) -> Option<Cost> {
    let amount = match amount {
        Value::Number(number) => number.to_string(),
        amount => amount.as_str()?.trim().to_owned(),
    };
    Cost::read(if amount.starts_with('-') { "0" } else { &amount }, currency)
}

fn refusal(answered: &Answered, advice: &str) -> String {
    match answered.status {
        401 | 403 => format!("answered {}: {advice}", answered.status),
        status => format!("answered {status}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_amount_is_read_as_number_or_text_and_debt_is_nothing_left() {
        for (amount, shown) in [
            (json!("12.5"), Some("12.50 EUR")),
            (json!(12.5), Some("12.50 EUR")),
            (json!(0), Some("0.00 EUR")),
            (json!("-3.10"), Some("0.00 EUR")),
            (json!(-3), Some("0.00 EUR")),
            (json!(null), None),
            (json!("much"), None),
        ] {
            assert_eq!(left(&amount, "EUR").map(|cost| cost.to_string()).as_deref(), shown, "{amount}");
        }
        assert_eq!(left(&json!(1), "credits"), None);
    }
}
