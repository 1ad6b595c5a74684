//! Addresses, tokens and recovery codes as methods: each is made by its own verb, of what the person has shown.

use countersign_factors::hardware::TokenCodes;
use countersign_model::{
    Channel, Factor, FactorRefusal, Method, Recipient, Stage, TokenSerial, Trouble, VerificationSid,
};
use countersign_store::StoreError;

use super::act::{Typed, stays};
use super::answer::refused;
use super::claim::Claimed;
use super::lead;
use super::settle::Came;
use crate::Engine;
use crate::factor::{AddAddressFactor, FactorError};
use crate::token::AssignToken;

/// How a code may travel to an address.
pub(super) const fn ways_to(to: &Recipient) -> &'static [Channel] {
    match to {
        Recipient::Phone(_) => &[Channel::Sms, Channel::Call],
        Recipient::Email(_) => &[Channel::Email],
    }
}

impl Engine {
    /// Where one of the person's factors reaches them.
    pub(super) async fn open_address(
        &self,
        it: &Claimed,
        factor: &Factor,
    ) -> Result<Option<Recipient>, StoreError> {
        let reached = self.factor_address(it.place(), factor.sid).await?;
        Ok(reached.map(|reached| reached.recipient))
    }

    /// Whether the person has this address already, however it is spelled.
    pub(super) async fn has_address(&self, it: &Claimed, to: &Recipient) -> Result<bool, StoreError> {
        for factor in &it.factors {
            if matches!(lead::method_of(factor), Some(Method::Phone | Method::Email)) {
                let known = self.open_address(it, factor).await?;
                if known.is_some_and(|known| known.budget_key() == to.budget_key()) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Makes a method of the address whose code was right: the verification is the evidence, not what the page says.
    pub(super) async fn keep_address(
        &self,
        it: &Claimed,
        verification: VerificationSid,
        channel: Channel,
    ) -> Result<Came, StoreError> {
        let wanted = AddAddressFactor {
            place: it.place(),
            verification,
            friendly_name: None,
            calls: channel == Channel::Call,
        };
        match self.add_address_factor(wanted, it.actor()).await {
            Ok(added) => self.added(it, &added.factor, Some(channel)).await,
            Err(FactorError::Store(error)) => Err(error),
            Err(FactorError::Refused(FactorRefusal::BindingTaken)) => Ok(Came::To(Stage::Methods, None)),
            Err(FactorError::Refused(refusal)) => Ok(refused(refusal)),
        }
    }

    /// A fresh sheet of recovery codes, on the page that shows it; none where there can't be one today.
    pub(super) async fn recovery_codes(&self, it: &Claimed) -> Result<Option<Stage>, StoreError> {
        match self.make_recovery_codes(it.place(), it.actor()).await {
            Ok(sheet) => {
                let codes = sheet.codes.iter().map(|code| code.to_string()).collect();
                Ok(Some(Stage::RecoveryCodes { codes }))
            }
            Err(FactorError::Store(error)) => Err(error),
            Err(FactorError::Refused(_)) => Ok(None),
        }
    }

    /// Gives the person the token whose number and codes they typed.
    pub(super) async fn give_token(&self, it: &Claimed, typed: &Typed) -> Result<Came, StoreError> {
        let serial = typed.serial.trim().to_owned();
        let again = |trouble| Came::Token(serial.clone(), trouble);
        if serial.is_empty() || typed.code.is_empty() || typed.next_code.is_empty() {
            return Ok(again(Trouble::Missing));
        }
        let Ok(parsed) = TokenSerial::parse(&serial) else { return Ok(again(Trouble::BadSerial)) };
        let Some(codes) = TokenCodes::parse(&typed.code, &typed.next_code) else {
            return Ok(again(Trouble::BadCodes));
        };
        let wanted = AssignToken {
            place: it.place(),
            serial: parsed,
            codes,
            friendly_name: None,
            kinds: Some(it.opened.content.allowed.iter().map(|method| method.as_str()).collect()),
        };
        match self.assign_token(wanted, it.actor()).await {
            Ok(factor) => self.added(it, &factor, None).await,
            Err(FactorError::Store(error)) => Err(error),
            Err(FactorError::Refused(FactorRefusal::MaxTokensTried { frees_at })) => {
                Ok(again(Trouble::TooMany { until: frees_at.millis() }))
            }
            Err(FactorError::Refused(FactorRefusal::NoToken | FactorRefusal::TokenAssigned)) => {
                Ok(Came::Wrong(Trouble::BadSerial))
            }
            Err(FactorError::Refused(_)) => Ok(stays(it)),
        }
    }
}
