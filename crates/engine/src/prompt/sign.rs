//! Signed results, for applications that hand them on: whoever has our public keys can check them.

use countersign_keyring::{Place, SigningKey, digest};
use countersign_model::{Strength, Timestamp};
use countersign_store::signing_keys::{self, SigningKeyRow};
use countersign_store::{DbError, End};
use serde_json::{Value, json};

use super::{Opened, PromptError};
use crate::Engine;

/// How long a key signs, in milliseconds: 90 days.
const SIGNS_MILLIS: i64 = 90 * 86_400_000;
/// How long it is shown beyond, in milliseconds: longer than any token lives.
const SHOWN_MILLIS: i64 = SIGNS_MILLIS + 86_400_000;
/// How long a result is good, in seconds.
const TOKEN_SECONDS: i64 = 300;

/// The public keys, as RFC 7517 has them.
#[derive(Clone, Debug)]
pub struct Jwks(
    /// The document.
    pub Value,
);

const fn place(kid: &str) -> Place<'_> {
    Place { table: "signing_keys", row: kid, column: "secret_sealed" }
}

impl Engine {
    /// The public keys of all that is signed and may still be good. They are the server's: each service's address shows the
    /// same, whether there is such a service or not.
    ///
    /// # Errors
    /// See [`PromptError`].
    pub async fn jwks(&self) -> Result<Jwks, PromptError> {
        self.signing_key().await?;
        let shown = self.now().plus_millis(-SHOWN_MILLIS);
        let keys = self.0.store.read(move |tx| signing_keys::since(tx, shown)).await?;
        // What is sealed is shown: a row that somebody wrote beside us is no key of ours.
        let jwk = |row: SigningKeyRow| {
            let key = self.opened(&row).ok().filter(|key| key.thumbprint() == row.kid)?;
            let (x, y) = key.coordinates();
            Some(json!({
                "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": row.kid, "x": x, "y": y,
            }))
        };
        Ok(Jwks(json!({ "keys": keys.into_iter().filter_map(jwk).collect::<Vec<_>>() })))
    }

    /// The key that signs now and its name; made where there is none, or none that is young enough.
    pub(super) async fn signing_key(&self) -> Result<(SigningKey, String), PromptError> {
        let now = self.now();
        let (young, shown) = (now.plus_millis(-SIGNS_MILLIS), now.plus_millis(-SHOWN_MILLIS));
        let found = self.0.store.read(move |tx| signing_keys::since(tx, young)).await?;
        let row = match found.into_iter().next() {
            Some(row) => row,
            None => {
                let key = SigningKey::generate().map_err(|_| PromptError::Signing)?;
                let (kid, (x, y)) = (key.thumbprint(), key.coordinates());
                let secret = key.to_pkcs8().map_err(|_| PromptError::Signing)?;
                let sealed = self.sealing_keys().await?.seal(place(&kid), &secret, self.dice());
                let fresh = SigningKeyRow { kid, x, y, sealed, created_at: now };
                let made = self
                    .0
                    .store
                    .write(move |tx| signing_keys::ensure(tx, &fresh, young, shown).map(End::Commit));
                made.await?
            }
        };
        Ok((self.opened(&row)?, row.kid))
    }

    fn opened(&self, row: &SigningKeyRow) -> Result<SigningKey, PromptError> {
        let secret = self.0.opening_keys().open(place(&row.kid), &row.sealed);
        let secret = secret
            .map_err(|_| PromptError::Store(DbError::unreadable("signing_keys.secret_sealed").into()))?;
        SigningKey::from_pkcs8(&secret).map_err(|_| PromptError::Signing)
    }
}

/// The result as a JWT.
pub(super) fn token(
    key: &SigningKey,
    kid: &str,
    it: &Opened,
    strength: &Strength,
    issuer: &str,
    now: Timestamp,
) -> Result<String, PromptError> {
    let (prompt, content) = (&it.prompt, &it.content);
    let issued = now.millis().div_euclid(1000);
    let mut claims = json!({
        "iss": issuer,
        "aud": prompt.service_sid.to_string(),
        "sub": prompt.identity.as_str(),
        "jti": prompt.sid.to_string(),
        "iat": issued,
        "exp": issued + TOKEN_SECONDS,
        "purpose": prompt.purpose.as_str(),
        "amr": strength.references,
        "aal": strength.level,
    });
    if let Some(state) = &content.state {
        claims["nonce"] = state.as_str().into();
    }
    if let Some(confirm) = &content.confirm {
        claims["confirmed"] = digest(&confirm.covered()).into();
    }
    let header = json!({ "alg": "ES256", "typ": "JWT", "kid": kid });
    key.jws(&header.to_string(), &claims.to_string()).map_err(|_| PromptError::Signing)
}
