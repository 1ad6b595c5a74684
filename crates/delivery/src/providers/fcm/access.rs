//! The access token, which a service account signs for (RFC 7523) and which is good for an hour.

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_model::Timestamp;
use reqwest::Url;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Secret;
use crate::http::{Http, base_url, with_form};
use crate::providers::BadSettings;

const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How long an assertion is good, in seconds; they take no more.
const LIFE: i64 = 3600;
/// How long before its end a token is renewed, in seconds.
const EARLY: i64 = 60;

/// What the downloaded file says that is of use here.
#[derive(Deserialize)]
struct File {
    project_id: String,
    private_key_id: String,
    private_key: String,
    client_email: String,
    token_uri: String,
}

/// A service account and the token that it was given last.
pub(super) struct Account {
    pub(super) project: String,
    email: String,
    key_id: String,
    key: RsaKeyPair,
    token_url: Url,
    held: Mutex<Option<Held>>,
}

struct Held {
    token: Arc<str>,
    until: Timestamp,
}

impl Account {
    pub(super) fn read(text: &Secret) -> Result<Self, BadSettings> {
        let bad =
            |what: &str| BadSettings(format!("service_account must be a service account's key: {what}"));
        let file: File = serde_json::from_str(text.reveal())
            .map_err(|_| bad("the JSON file, with project_id, private_key, client_email and token_uri"))?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'.');
        if file.project_id.is_empty() || !file.project_id.bytes().all(is_plain) {
            return Err(bad("its project_id is none"));
        }
        let der = PrivatePkcs8KeyDer::from_pem_slice(file.private_key.as_bytes());
        let der = der.map_err(|_| bad("its private_key is no PEM"))?;
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der());
        Ok(Self {
            project: file.project_id,
            email: file.client_email,
            key_id: file.private_key_id,
            key: key.map_err(|_| bad("its private_key is no RSA key"))?,
            token_url: base_url("token_uri of service_account", &file.token_uri)?,
            held: Mutex::default(),
        })
    }

    /// A token that is good at `now`: the one that is held, or a new one.
    ///
    /// # Errors
    /// A sentence without secrets.
    pub(super) async fn access(&self, http: &Http, now: Timestamp) -> Result<Arc<str>, String> {
        if let Some(token) = self.held(now) {
            return Ok(token);
        }
        let assertion = self.assertion(now).ok_or("no assertion could be signed")?;
        let fields = [("grant_type", GRANT), ("assertion", assertion.as_str())];
        let answered = http.look(with_form(http.post(self.token_url.clone()), &fields)).await?;
        let told = answered.json().unwrap_or_default();
        let token = told.get("access_token").and_then(Value::as_str).filter(|_| answered.is_success());
        let Some(token) = token else {
            let error = told.get("error").and_then(Value::as_str).unwrap_or_default();
            let known =
                error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && error.len() < 40;
            let error = if known { error } else { "" };
            return Err(format!("no access token: answered {} {error}", answered.status)
                .trim_end()
                .to_owned());
        };
        let seconds = told.get("expires_in").and_then(Value::as_i64).unwrap_or(LIFE).clamp(0, LIFE) - EARLY;
        let token: Arc<str> = token.into();
        let held = Held { token: Arc::clone(&token), until: now.plus_millis(seconds * 1000) };
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(token)
    }

    /// The next notice asks for a new token.
    pub(super) fn forget(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn held(&self, now: Timestamp) -> Option<Arc<str>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|held| now < held.until).map(|held| Arc::clone(&held.token))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the library asks for chance that these signatures don't use"
    )]
    fn assertion(&self, now: Timestamp) -> Option<String> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let at = now.millis().div_euclid(1000);
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.key_id });
        let claims = json!({ "iss": self.email, "scope": SCOPE, "aud": self.token_url.as_str(), "iat": at, "exp": at + LIFE });
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
