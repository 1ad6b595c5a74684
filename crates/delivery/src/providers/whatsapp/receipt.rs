//! Meta's webhook: the question whether the address is ours, and receipts signed with the app secret.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::name_of;
use crate::http::text_or_number;
use crate::providers::BadSettings;
use crate::signature::is_hex_hmac_sha256;
use crate::{Heard, Inbound, Reply, Secret};

/// The longest challenge that is repeated; theirs have ten digits.
const LONGEST_CHALLENGE: usize = 64;

/// What it takes to hear Meta.
pub(super) struct Ears {
    phone_number_id: String,
    app_secret: Option<Secret>,
    verify_token: Option<Secret>,
}

impl Ears {
    pub(super) fn new(id: &str, app: Option<&Secret>, verify: Option<&Secret>) -> Result<Self, BadSettings> {
        // Everybody can sign with nothing.
        for (key, secret) in [("app_secret", app), ("verify_token", verify)] {
            if secret.is_some_and(|secret| secret.reveal().is_empty()) {
                return Err(BadSettings(format!("{key} must not be empty")));
            }
        }
        let (app_secret, verify_token) = (app.cloned(), verify.cloned());
        Ok(Self { phone_number_id: id.to_owned(), app_secret, verify_token })
    }

    /// Whether receipts can be believed at all.
    pub(super) fn understand(&self) -> bool {
        self.app_secret.is_some()
    }

    pub(super) fn hear(&self, inbound: &Inbound<'_>) -> Heard {
        if inbound.method == "GET" { self.introduced(inbound.query) } else { self.told(inbound) }
    }

    /// Asked once when the address is entered: whoever knows the verify token gets their challenge back.
    fn introduced(&self, query: &str) -> Heard {
        let Some(expected) = &self.verify_token else {
            return Heard::Forged("verify_token is not set, so nobody can be known by it");
        };
        let field = |wanted: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value)
        };
        let given = field("hub.verify_token").unwrap_or_default();
        if !bool::from(given.as_bytes().ct_eq(expected.reveal().as_bytes())) {
            return Heard::Forged("hub.verify_token is not verify_token");
        }
        let challenge = field("hub.challenge").filter(|challenge| {
            let is_harmless = challenge.bytes().all(|byte| byte.is_ascii_alphanumeric());
            is_harmless && (1..=LONGEST_CHALLENGE).contains(&challenge.len())
        });
        match (field("hub.mode").as_deref(), challenge) {
            (Some("subscribe"), Some(challenge)) => Heard::Receipts {
                receipts: Vec::new(),
                reply: Reply { content_type: Some("text/plain"), body: challenge.into_owned() },
            },
            _ => Heard::Unreadable("hub.mode must be subscribe, and hub.challenge letters and digits"),
        }
    }

    /// Only `X-Hub-Signature-256` counts; the older header beside it is SHA-1.
    fn told(&self, inbound: &Inbound<'_>) -> Heard {
        let Some(secret) = &self.app_secret else {
            return Heard::Forged("app_secret is not set, so nothing can be believed");
        };
        let signature = inbound.header("x-hub-signature-256").and_then(|value| value.strip_prefix("sha256="));
        let key = secret.reveal().as_bytes();
        if !signature.is_some_and(|given| is_hex_hmac_sha256(key, inbound.body, given)) {
            return Heard::Forged("the header X-Hub-Signature-256 doesn't fit");
        }
        let Ok(told) = serde_json::from_slice::<Value>(inbound.body) else {
            return Heard::Unreadable("the body must be JSON");
        };
        let changes = list(&told, "entry").iter().flat_map(|entry| list(entry, "changes"));
        let values = changes
            .filter(|change| change.get("field").and_then(Value::as_str) == Some("messages"))
            .filter_map(|change| change.get("value"))
            .filter(|value| self.is_ours(value));
        let receipts = values.flat_map(|value| list(value, "statuses")).filter_map(receipt).collect();
        Heard::Receipts { receipts, reply: Reply::empty() }
    }

    /// An app may have more numbers than this one.
    fn is_ours(&self, value: &Value) -> bool {
        let of = value.get("metadata").and_then(|about| text_or_number(about, "phone_number_id"));
        of.is_none_or(|of| of == self.phone_number_id)
    }
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What one status tells; nothing when it names no message.
fn receipt(status: &Value) -> Option<Receipt> {
    let provider_id = name_of(status.get("id")?.as_str()?);
    let reference = status.get("biz_opaque_callback_data").and_then(|sid| sid.as_str()?.parse().ok());
    let seconds = text_or_number(status, "timestamp").and_then(|stamp| stamp.parse::<i64>().ok());
    Some(Receipt {
        about: reference.map_or_else(|| About::ProviderId(provider_id.clone()), About::Attempt),
        provider_id: Some(provider_id),
        state: match status.get("status").and_then(Value::as_str).unwrap_or_default() {
            "sent" => ReceiptState::Sent,
            "delivered" | "read" => ReceiptState::Delivered,
            "failed" => ReceiptState::Failed,
            // One that we don't know is never taken for delivered.
            _ => ReceiptState::Unknown,
        },
        code: list(status, "errors").first().and_then(|error| text_or_number(error, "code")),
        // They tell the category alone.
        cost: None,
        at: seconds.and_then(|seconds| seconds.checked_mul(1000)).map(Timestamp::from_millis),
    })
}
