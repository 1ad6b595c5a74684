//! Phone numbers and mailboxes that were shown to be the person's: what codes are sent to at a login.
//!
//! Neither holds a code of its own. A verification shows that the person has the address, before it is a factor and at each
//! login; the factor keeps the address, sealed, and how it was shown.

use countersign_model::{
    Answer, Challenge, Channel, Dice, Factor, FactorRefusal, Recipient, Timestamp, VerificationSid,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{Enrol, Enrolled, Kept, Kind, KindError, Params};

/// A kind of address.
pub struct Address {
    name: &'static str,
    /// Whether it can be called.
    has_calls: bool,
}

/// Phone numbers.
pub static PHONE: Address = Address { name: "phone", has_calls: true };
/// Mailboxes.
pub static EMAIL: Address = Address { name: "email", has_calls: false };

/// The approved verification that shows whose the address is.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// Which one.
    pub verification: VerificationSid,
    /// The way of its code.
    pub channel: Channel,
    /// When it was approved.
    pub at: Timestamp,
}

/// What stands in clear. Nobody is reached by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Public {
    masked: String,
    verification: String,
    channel: String,
    /// Milliseconds.
    verified_at: i64,
    /// Whether the person would rather be called than sent a text.
    calls: bool,
}

/// The kind of an address, and what it keeps of one; `calls` says whether the person would rather be called.
///
/// # Errors
/// [`KindError::Unreadable`] when it can't be JSON.
pub fn keep(
    recipient: &Recipient,
    evidence: &Evidence,
    calls: bool,
) -> Result<(&'static dyn Kind, Kept), KindError> {
    let kind = match recipient {
        Recipient::Phone(_) => &PHONE,
        Recipient::Email(_) => &EMAIL,
    };
    let secret = Zeroizing::new(recipient.as_str().as_bytes().to_vec());
    let mut kept = Kept { secret: Some(secret), ..Kept::default() };
    kept.write(&Public {
        masked: recipient.masked(),
        verification: evidence.verification.to_string(),
        channel: evidence.channel.as_str().to_owned(),
        verified_at: evidence.at.millis(),
        calls: calls && kind.has_calls,
    })?;
    Ok((kind, kept))
}

/// Whether the kind of this name is one of addresses.
#[must_use]
pub fn is_one(kind: &str) -> bool {
    [&PHONE, &EMAIL].iter().any(|it| it.name == kind)
}

/// Whether the person would rather be called, by what a factor keeps in clear.
#[must_use]
pub fn wants_calls(public: &Value) -> bool {
    Public::deserialize(public).is_ok_and(|public| public.calls)
}

impl Kind for Address {
    fn name(&self) -> &'static str {
        self.name
    }

    fn most(&self) -> i64 {
        10
    }

    fn has_own_calls(&self) -> bool {
        true
    }

    fn is_twilios(&self) -> bool {
        false
    }

    fn recipient(&self, kept: &Kept) -> Result<Option<Recipient>, KindError> {
        let text = std::str::from_utf8(kept.secret()?).map_err(|_| KindError::Unreadable)?;
        Recipient::from_stored(text).map(Some).ok_or(KindError::Unreadable)
    }

    /// Only an approved verification makes one.
    fn enrol(&self, _: &Enrol<'_>, _: &dyn Dice) -> Result<Enrolled, FactorRefusal> {
        Err(FactorRefusal::Parameter("FactorType"))
    }

    fn config(&self, kept: &Kept) -> Result<Value, KindError> {
        let public = kept.read::<Public>()?;
        let mut config = json!({
            "masked": public.masked,
            "verified_by": public.channel,
            "verified_at": Timestamp::from_millis(public.verified_at).to_string(),
        });
        if self.has_calls {
            config["calls"] = json!(public.calls);
        }
        Ok(config)
    }

    /// `Config.Calls` of a phone number says whether the person would rather be called.
    fn change(&self, kept: &mut Kept, params: &Params, _: Timestamp) -> Result<(), KindError> {
        let calls = params.parse_with("Config.Calls", |text| text.parse::<bool>().ok())?;
        match calls {
            None => Ok(()),
            Some(_) if !self.has_calls => Err(FactorRefusal::Parameter("Config.Calls").into()),
            Some(calls) => {
                let public = Public { calls, ..kept.read()? };
                kept.write(&public)
            }
        }
    }

    fn verify(&self, _: &Factor, _: &mut Kept, _: &str, _: Timestamp) -> Result<bool, KindError> {
        Err(FactorRefusal::VerifiedAlready.into())
    }

    /// It has no codes: a verification of the address asks.
    fn ask(&self, _: &Factor, _: &mut Challenge, _: &[u8; 32]) -> Result<Option<Value>, KindError> {
        Err(FactorRefusal::Parameter("FactorSid").into())
    }

    fn answer(
        &self,
        _: &Factor,
        _: &Challenge,
        _: &mut Kept,
        _: &str,
        _: Timestamp,
    ) -> Result<Option<Answer>, KindError> {
        Err(FactorRefusal::Parameter("FactorSid").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::MockDice;

    fn keep_one(text: &str, calls: bool) -> (&'static dyn Kind, Kept) {
        let at = Timestamp::from_millis(1_700_000_000_000);
        let verification = VerificationSid::new(at, &MockDice::new(1));
        let recipient = Recipient::parse(text).unwrap();
        keep(&recipient, &Evidence { verification, channel: Channel::Sms, at }, calls).unwrap()
    }

    #[test]
    fn an_address_comes_back_from_what_is_sealed_and_stands_masked_in_clear() {
        for (text, name) in [("+15017122661", "phone"), ("Ann@example.com", "email")] {
            let (kind, kept) = keep_one(text, false);
            assert_eq!(kind.name(), name);
            assert_eq!(kind.recipient(&kept).unwrap().unwrap().as_str(), text);
            let clear = format!("{}{:?}{}", kept.public, kept, kind.config(&kept).unwrap());
            assert!(!clear.contains(text) && clear.contains("**"), "{clear}");
        }
    }

    #[test]
    fn only_a_phone_can_be_called_and_the_person_changes_their_mind() {
        let (kind, mut kept) = keep_one("+15017122661", true);
        assert!(wants_calls(&kept.public));
        let change = |kept: &mut Kept, to: &str| {
            kind.change(kept, &[("Config.Calls", to)].into_iter().collect(), Timestamp::from_millis(0))
        };
        assert_eq!(change(&mut kept, "false"), Ok(()));
        assert_eq!(kind.config(&kept).unwrap()["calls"], json!(false));
        assert_eq!(change(&mut kept, "yes"), Err(FactorRefusal::Parameter("Config.Calls").into()));
        let (kind, mut kept) = keep_one("ann@example.com", true);
        assert!(!wants_calls(&kept.public) && kind.config(&kept).unwrap().get("calls").is_none());
        let refused = kind.change(
            &mut kept,
            &[("Config.Calls", "true")].into_iter().collect(),
            Timestamp::from_millis(0),
        );
        assert_eq!(refused, Err(FactorRefusal::Parameter("Config.Calls").into()));
    }

    #[test]
    fn a_row_without_its_secret_or_of_another_kind_reaches_nobody() {
        let (kind, kept) = keep_one("+15017122661", true);
        for secret in [None, Some(Zeroizing::new(b"nobody".to_vec())), Some(Zeroizing::new(vec![0xFF]))] {
            assert_eq!(kind.recipient(&Kept { secret, ..kept.clone() }), Err(KindError::Unreadable));
        }
        assert_eq!(
            kind.config(&Kept { public: json!({"alg": "sha1"}), ..Kept::default() }),
            Err(KindError::Unreadable)
        );
    }
}
