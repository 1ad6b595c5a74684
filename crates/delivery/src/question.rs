//! What an account tells for nothing: that it knows us, and often what is left on it.

use countersign_model::Cost;
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::Probe;
use crate::http::{Answered, Http};

/// The one question that costs nothing.
pub(crate) struct Question<'a> {
    pub(crate) http: &'a Http,
    pub(crate) request: RequestBuilder,
    /// Which statuses prove that the credentials are good.
    pub(crate) proves: fn(u16) -> bool,
    /// What to look after when they are not.
    pub(crate) advice: &'static str,
}

/// The answer itself.
pub(crate) const fn an_answer(status: u16) -> bool {
    status >= 200 && status < 300
}

/// Whatever isn't a refusal of the key: one that may send need not be allowed to see the account (403).
pub(crate) const fn all_but_401(status: u16) -> bool {
    status < 500 && status != 401
}

/// Whatever isn't a refusal: not every gateway has this resource.
pub(crate) const fn all_but_refusals(status: u16) -> bool {
    all_but_401(status) && status != 403
}

impl Question<'_> {
    /// Whether the provider knows us.
    pub(crate) async fn probe(self) -> Probe {
        self.ask().await.map_or_else(Probe::Failed, |_| Probe::Reached)
    }

    /// What is left, as `read` finds it in the answer's JSON; nothing when it says nothing of it.
    ///
    /// # Errors
    /// A sentence without secrets, when there was no answer or a refusal, of the key or of this question alone.
    pub(crate) async fn balance(self, read: impl Fn(&Value) -> Option<Cost>) -> Result<Option<Cost>, String> {
        let answered = self.ask().await?;
        if !answered.is_success() {
            return Err(format!("answered {}: the balance isn't told to this key", answered.status));
        }
        Ok(answered.json().as_ref().and_then(read))
    }

    async fn ask(self) -> Result<Answered, String> {
        let answered = self.http.look(self.request).await?;
        match answered.status {
            status if (self.proves)(status) => Ok(answered),
            status @ (401 | 403) => Err(format!("answered {status}: {}", self.advice)),
            status => Err(format!("answered {status}")),
        }
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
