//! What a device is given: the permission's name and a proof that we gave it. It stands nowhere, so that a copy of the
//! database enrols nobody, and it is good for no other row than the one that it was derived from.

use countersign_keyring::Keyring;
use countersign_model::{AccessToken, AccessTokenSid};

/// In front of what is proven, so that no other token of ours is one of these.
const PURPOSE: &str = "access token";

/// All that the permission says. None of the parts can hold the stroke between them but the name, which comes last.
fn said(it: &AccessToken) -> String {
    let AccessToken { sid, account_sid, service_sid, identity, kind, ttl, .. } = it;
    let (made, name) = (it.created_at.millis(), it.factor_name.as_ref().map_or("", |name| name.as_str()));
    format!("{sid}/{account_sid}/{service_sid}/{identity}/{kind}/{ttl}/{made}/{name}")
}

/// The token of a permission.
pub(super) fn text(keys: &Keyring, it: &AccessToken) -> String {
    format!("{}.{}", it.sid, keys.callback_token(PURPOSE, &said(it)))
}

/// The permission that a token names; unproven.
pub(super) fn named(token: &str) -> Option<AccessTokenSid> {
    token.split_once('.')?.0.parse().ok()
}

/// Whether `token` is that of this permission.
pub(super) fn is_of(keys: &Keyring, it: &AccessToken, token: &str) -> bool {
    let proof = token.split_once('.').map_or("", |(_, proof)| proof);
    keys.made_callback_token(PURPOSE, &said(it), proof)
}
