//! Addresses as methods: what a factor of one reaches, and how a new one is kept.

use countersign_model::{Channel, Factor, Recipient, Stage, Trouble, VerificationSid};
use countersign_store::StoreError;

use super::act::{Typed, stays};
use super::claim::Claimed;
use super::settle::Came;
use crate::Engine;

/// How a code may travel to an address.
pub(super) const fn ways_to(to: &Recipient) -> &'static [Channel] {
    match to {
        Recipient::Phone(_) => &[Channel::Sms, Channel::Call],
        Recipient::Email(_) => &[Channel::Email],
    }
}

impl Engine {
    pub(super) async fn open_address(
        &self,
        _: &Claimed,
        _: &Factor,
    ) -> Result<Option<Recipient>, StoreError> {
        Ok(None)
    }

    pub(super) async fn has_address(&self, _: &Claimed, _: &Recipient) -> Result<bool, StoreError> {
        Ok(false)
    }

    pub(super) async fn keep_address(
        &self,
        it: &Claimed,
        _: VerificationSid,
        _: Channel,
    ) -> Result<Came, StoreError> {
        Ok(stays(it))
    }

    pub(super) async fn recovery_codes(&self, _: &Claimed) -> Result<Option<Stage>, StoreError> {
        Ok(None)
    }

    pub(super) async fn give_token(&self, _: &Claimed, typed: &Typed) -> Result<Came, StoreError> {
        Ok(Came::Token(typed.serial.clone(), Trouble::BadSerial))
    }
}
