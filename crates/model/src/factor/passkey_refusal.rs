//! What can be wrong about a passkey (behaviour map 3.2, codes from 60361).

use std::fmt;

/// Criteria that neither the request nor the service gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the setting of the same name")]
pub struct MissingCriteria {
    pub authenticator_attachment: bool,
    pub discoverable_credentials: bool,
    pub user_verification: bool,
}

impl fmt::Display for MissingCriteria {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = [
            (self.authenticator_attachment, "authenticator_attachment"),
            (self.discoverable_credentials, "discoverable_credentials"),
            (self.user_verification, "user_verification"),
        ];
        let missing: Vec<_> = named.into_iter().filter_map(|(is, name)| is.then_some(name)).collect();
        f.write_str(&missing.join(", "))
    }
}

/// What is absent, or there and wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyRefusal {
    /// The factor's SID.
    FactorSid,
    /// The application's name for the person.
    Identity,
    /// The configuration as a whole, or a criterion that is no word for one.
    Config,
    /// Who asks: the name, or an origin.
    RelyingParty,
    /// The domain that passkeys are bound to.
    RelyingPartyId,
    /// The credential's id.
    Id,
    /// The credential's id once more, as octets.
    RawId,
    /// How the authenticator is attached.
    Attachment,
    /// The response as a whole, or the user handle in it.
    Response,
    /// What the authenticator says of itself; also when the person was not there, or did not unlock it as they must.
    AuthenticatorData,
    /// What the browser says: which ceremony it was, for which challenge, and where.
    ClientData,
    /// The form of the signature.
    Signature,
    /// The passkey is bound to another domain than the one that asks.
    OtherRelyingParty,
    /// The factor's registration is over.
    State,
    /// The public key.
    PublicKey,
    /// The attestation.
    AttestationObject,
    /// What the attestation says of the new credential.
    AttestedData,
    /// The factor's name for people.
    DisplayName,
    /// Criteria are given by nobody.
    Criteria(MissingCriteria),
}
