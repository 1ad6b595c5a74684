//! What a passkey is asked for with: the service's settings, or those of the request.

use countersign_model::{FactorRefusal, MissingCriteria, PasskeyRefusal, Service};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::party::{self, Party};

/// Which authenticators will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Attachment {
    Platform,
    CrossPlatform,
    Any,
}

/// How much something is wanted, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Want {
    Discouraged,
    Preferred,
    Required,
}

/// As answers show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Config {
    pub(super) relying_party: Party,
    pub(super) authenticator_attachment: Attachment,
    pub(super) discoverable_credentials: Want,
    pub(super) user_verification: Want,
}

/// The request's `config`; what isn't known is ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    relying_party: Value,
    authenticator_attachment: Value,
    discoverable_credentials: Value,
    user_verification: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AskedParty {
    id: Option<String>,
    name: Option<String>,
    origins: Option<Vec<String>>,
}

impl Config {
    /// From what the request says or else the service; and whether the request named the origins.
    pub(super) fn read(asked: Option<&Value>, service: &Service) -> Result<(Self, bool), FactorRefusal> {
        let asked = match asked {
            None | Some(Value::Null) => Asked::default(),
            Some(Value::Object(_)) => asked
                .map_or_else(|| Ok(Asked::default()), Asked::deserialize)
                .map_err(|_| refused(PasskeyRefusal::Config))?,
            Some(_) => return Err(refused(PasskeyRefusal::Config)),
        };
        let set = &service.settings.passkeys;
        let attachment = criterion(&asked.authenticator_attachment, set.authenticator_attachment.as_deref())?;
        let discoverable =
            criterion(&asked.discoverable_credentials, set.discoverable_credentials.as_deref())?;
        let verification = criterion(&asked.user_verification, set.user_verification.as_deref())?;
        let (relying_party, own_origins) = relying_party(&asked.relying_party, service)?;
        let (Some(attachment), Some(discoverable), Some(verification)) =
            (attachment, discoverable, verification)
        else {
            return Err(refused(PasskeyRefusal::Criteria(MissingCriteria {
                authenticator_attachment: attachment.is_none(),
                discoverable_credentials: discoverable.is_none(),
                user_verification: verification.is_none(),
            })));
        };
        let config = Self {
            relying_party,
            authenticator_attachment: attachment,
            discoverable_credentials: discoverable,
            user_verification: verification,
        };
        Ok((config, own_origins))
    }
}

/// The service's own relying party.
pub(super) fn of_service(service: &Service) -> Result<Party, FactorRefusal> {
    relying_party(&Value::Null, service).map(|(party, _)| party)
}

const fn refused(what: PasskeyRefusal) -> FactorRefusal {
    FactorRefusal::Passkey(what)
}

/// The request's word, or else the service's. The empty text is no word.
fn criterion<T: for<'de> Deserialize<'de>>(
    asked: &Value,
    set: Option<&str>,
) -> Result<Option<T>, FactorRefusal> {
    let word = match asked {
        Value::Null => set.unwrap_or_default(),
        Value::String(word) => word,
        _ => return Err(refused(PasskeyRefusal::Config)),
    };
    if word.is_empty() {
        return Ok(None);
    }
    serde_json::from_value(word.into()).map(Some).map_err(|_| refused(PasskeyRefusal::Config))
}

/// What the service says of name and origins counts for its own domain only.
fn relying_party(asked: &Value, service: &Service) -> Result<(Party, bool), FactorRefusal> {
    let asked = match asked {
        Value::Null => AskedParty::default(),
        Value::Object(_) => {
            AskedParty::deserialize(asked).map_err(|_| refused(PasskeyRefusal::RelyingParty))?
        }
        _ => return Err(refused(PasskeyRefusal::RelyingParty)),
    };
    let set = &service.settings.passkeys.relying_party;
    let Some(id) = asked.id.as_deref().or(set.id.as_deref()) else {
        return Err(refused(PasskeyRefusal::RelyingPartyId));
    };
    let id = party::id(id).map_err(refused)?;
    let is_services = set.id.as_deref().is_some_and(|set| set.eq_ignore_ascii_case(&id));
    let (name, origins) =
        if is_services { (set.name.as_deref(), set.origins.as_deref()) } else { (None, None) };
    let name = party::name(asked.name.as_deref().or(name).unwrap_or(&id)).map_err(refused)?;
    let named = asked.origins.as_deref().filter(|origins| !origins.is_empty());
    let origins = party::origins(named.or(origins).unwrap_or_default(), &id).map_err(refused)?;
    Ok((Party { id, name, origins }, named.is_some()))
}
