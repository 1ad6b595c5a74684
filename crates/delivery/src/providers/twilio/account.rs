//! The account: how it signs in, and what is asked of it without sending.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_model::{Fate, Timestamp};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use super::{TwilioSettings, answer};
use crate::http::{Http, authorization, base_url, under, with_form};
use crate::question::{Question, all_but_401};
use crate::{BadSettings, Message, Secret};

const ADVICE: &str = "check account_sid and auth_token, or api_key and its secret";

/// What every request to Twilio needs.
pub(super) struct Account {
    /// What requests from Twilio are signed with.
    pub(super) auth_token: Option<Secret>,
    authorization: HeaderValue,
    /// `…/2010-04-01/Accounts/AC…`
    base: Url,
    http: Http,
}

impl Account {
    pub(super) fn new(settings: &TwilioSettings, limit: Duration) -> Result<Self, BadSettings> {
        let sid = &settings.account_sid;
        check_sid("account_sid", "AC", sid)?;
        let base = under(&base_url("url", &settings.url)?, &format!("2010-04-01/Accounts/{sid}"));
        Ok(Self {
            auth_token: settings.auth_token.clone().filter(|key| !key.reveal().is_empty()),
            authorization: sign_in(settings)?,
            base,
            http: Http::new(limit)?,
        })
    }

    /// Posts a form to `resource` below the account.
    pub(super) async fn post(
        &self,
        resource: &str,
        fields: &[(&str, &str)],
        message: &Message,
        now: Timestamp,
    ) -> Result<Fate, Fate> {
        let request = self.http.post(under(&self.base, resource));
        let request = with_form(request, fields).header(AUTHORIZATION, self.authorization.clone());
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// The balance proves the credentials: subaccounts have none and a restricted key may not see it, but Twilio knows who
    /// asks.
    pub(super) fn question(&self) -> Question<'_> {
        let request = self.http.get(under(&self.base, "Balance.json"));
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        Question { http: &self.http, request, proves: all_but_401, advice: ADVICE }
    }
}

/// `Basic` with the account's own credentials or an API key's.
fn sign_in(settings: &TwilioSettings) -> Result<HeaderValue, BadSettings> {
    let bad = |text: &str| Err(BadSettings(text.to_owned()));
    let (user, key, secret) = match (&settings.api_key, &settings.api_key_secret, &settings.auth_token) {
        (Some(api_key), Some(secret), _) => {
            check_sid("api_key", "SK", api_key)?;
            (api_key, "api_key_secret", secret)
        }
        (None, None, Some(token)) => (&settings.account_sid, "auth_token", token),
        (None, None, None) => return bad("auth_token is needed, or api_key and api_key_secret"),
        _ => return bad("api_key and api_key_secret only work together"),
    };
    if secret.reveal().trim().is_empty() {
        return bad(&format!("{key} is empty"));
    }
    let pair = STANDARD.encode(format!("{user}:{}", secret.reveal()));
    authorization("Basic", key, &Secret::new(pair))
}

/// A SID stands in URLs, so what isn't one is refused.
///
/// # Errors
/// A sentence that names `key`.
pub(super) fn check_sid(key: &str, prefix: &str, sid: &str) -> Result<(), BadSettings> {
    if is_sid(prefix, sid) {
        Ok(())
    } else {
        Err(BadSettings(format!("{key} must be {prefix} and 32 hex digits")))
    }
}

/// Whether `text` is a SID of this kind.
pub(super) fn is_sid(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
