//! Setting up, renaming and removing methods.

use countersign_factors::Params;
use countersign_model::{
    Channel, FactorName, FactorSid, FactorStatus, Method, Notice, Phone, Recipient, Stage, Trouble,
};
use countersign_store::StoreError;

use super::act::{Pressed, Typed, factor_name, listed, stays};
use super::address::ways_to;
use super::answer::{Looked, refused};
use super::claim::Claimed;
use super::lead;
use super::send::Sent;
use super::settle::{Came, proof};
use crate::Engine;
use crate::factor::{CreateFactor, FactorError, FactorTarget, UpdateFactor};

impl Engine {
    /// One step of somebody who may change what they have.
    pub(super) async fn set_up(
        &self,
        it: &Claimed,
        pressed: &Pressed,
        typed: &Typed,
    ) -> Result<Came, StoreError> {
        Ok(match (pressed, &it.stage) {
            (Pressed::Choose(about), Stage::Choose) => self.begin_method(it, about).await?,
            (Pressed::Send(channel), Stage::Enter { method: Method::Phone, .. }) => {
                self.send_to_new(it, Method::Phone, &typed.phone, *channel, false).await?
            }
            (Pressed::Continue, Stage::Enter { method: Method::Email, .. }) => {
                self.send_to_new(it, Method::Email, &typed.email, Channel::Email, false).await?
            }
            (Pressed::Send(channel), Stage::SentNew { method, to, .. }) => {
                self.send_to_new(it, *method, to, *channel, false).await?
            }
            (Pressed::Again, Stage::SentNew { method, to, channel, .. }) => {
                self.send_to_new(it, *method, to, *channel, true).await?
            }
            (Pressed::Change, Stage::SentNew { method, to, .. }) => {
                Came::To(Stage::Enter { method: *method, typed: to.clone() }, None)
            }
            (Pressed::Continue, Stage::SentNew { verification, channel, .. }) => {
                match self.look_at(it, *verification, &typed.code).await? {
                    Looked::Right => self.keep_address(it, *verification, *channel).await?,
                    Looked::Wrong(trouble) => Came::Wrong(trouble),
                    Looked::Not(trouble) => Came::Back(trouble),
                }
            }
            (Pressed::Continue, Stage::Authenticator { factor, .. }) => {
                self.prove_new(it, *factor, typed).await?
            }
            (Pressed::Continue, Stage::NewToken { .. }) => self.give_token(it, typed).await?,
            (Pressed::Continue, Stage::NewDevice { until, .. }) => self.no_device(it, *until),
            (Pressed::Again, Stage::NewDevice { .. }) => self.begin_device(it).await?,
            (Pressed::Continue, Stage::RecoveryCodes { .. }) if typed.saved => listed(Notice::Added),
            (Pressed::Continue, Stage::RecoveryCodes { .. }) => Came::Back(Trouble::NotSaved),
            (Pressed::NewCodes, Stage::Methods)
                if it.opened.content.allowed.contains(&Method::RecoveryCodes) =>
            {
                self.draw_codes(it).await?
            }
            (Pressed::Rename(about), Stage::Methods) => match of(it, about) {
                Some(factor) => Came::To(Stage::Rename { factor, typed: None }, None),
                None => Came::Back(Trouble::Gone),
            },
            (Pressed::Rename(_), Stage::Rename { factor, .. }) => self.rename(it, *factor, typed).await?,
            (Pressed::Remove(about), Stage::Methods) => match of(it, about) {
                Some(factor) => Came::To(Stage::Remove { factor }, None),
                None => Came::Back(Trouble::Gone),
            },
            (Pressed::Remove(_), Stage::Remove { factor }) if !is_last(it, *factor) => {
                match self.delete_but_the_last(it.place(), *factor, it.actor(), lead::lasts).await? {
                    true => listed(Notice::Removed),
                    false => Came::Back(Trouble::Gone),
                }
            }
            (Pressed::Finish, _) if it.can_finish() => Came::Completed,
            _ => stays(it),
        })
    }

    /// The first page of a method that is to be set up.
    async fn begin_method(&self, it: &Claimed, about: &str) -> Result<Came, StoreError> {
        let content = &it.opened.content;
        let wanted = Method::parse(about).filter(|method| content.allowed.contains(method));
        Ok(match wanted {
            Some(method @ (Method::Phone | Method::Email)) => {
                let known = if method == Method::Phone { &content.phone } else { &content.email };
                Came::To(Stage::Enter { method, typed: known.clone().unwrap_or_default() }, None)
            }
            Some(Method::Totp) => self.begin_authenticator(it).await?,
            Some(Method::Passkeys) => Came::To(Stage::NewPasskey, None),
            Some(Method::Push) => self.begin_device(it).await?,
            Some(Method::Hotp | Method::HardwareTotp) => {
                Came::To(Stage::NewToken { serial: String::new() }, None)
            }
            Some(Method::RecoveryCodes) => self.draw_codes(it).await?,
            None => stays(it),
        })
    }

    async fn begin_authenticator(&self, it: &Claimed) -> Result<Came, StoreError> {
        let Some(kind) = countersign_factors::find(Method::Totp.as_str()) else { return Ok(stays(it)) };
        let wanted = CreateFactor {
            place: it.place(),
            kind,
            friendly_name: it.account_name(),
            params: Params::default(),
            metadata: None,
            access_token: None,
        };
        Ok(match self.create_factor(wanted, it.actor()).await {
            Ok(made) => {
                let text = |name: &str| made.binding[name].as_str().unwrap_or_default().to_owned();
                let (secret, uri) = (text("secret"), text("uri"));
                Came::To(Stage::Authenticator { factor: made.factor.sid, secret, uri }, None)
            }
            Err(FactorError::Store(error)) => return Err(error),
            Err(FactorError::Refused(refusal)) => refused(refusal),
        })
    }

    /// The first code of an authenticator app that was just set up.
    async fn prove_new(&self, it: &Claimed, factor: FactorSid, typed: &Typed) -> Result<Came, StoreError> {
        let code: String = typed.code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if code.is_empty() {
            return Ok(Came::Back(Trouble::Missing));
        }
        let wanted = UpdateFactor {
            target: FactorTarget::Sid(it.place(), factor),
            friendly_name: None,
            params: Params::default(),
            auth_payload: Some(code),
        };
        match self.update_factor(wanted, it.actor()).await {
            Ok(factor) if matches!(factor.status, FactorStatus::Verified { .. }) => {
                self.added(it, &factor, None).await
            }
            Ok(_) => Ok(Came::Wrong(Trouble::WrongCode)),
            Err(FactorError::Store(error)) => Err(error),
            Err(FactorError::Refused(countersign_model::FactorRefusal::Parameter(_))) => {
                Ok(Came::Wrong(Trouble::WrongCode))
            }
            // It is gone, or its five codes are used up: a new one is needed.
            Err(FactorError::Refused(_)) => Ok(Came::To(Stage::Choose, None)),
        }
    }

    /// A method works: what comes next is a sheet of recovery codes for whoever has none.
    pub(super) async fn added(
        &self,
        it: &Claimed,
        factor: &countersign_model::Factor,
        channel: Option<Channel>,
    ) -> Result<Came, StoreError> {
        let Some(proof) = proof(factor, channel, self.now()) else { return Ok(stays(it)) };
        let has_codes = it.factors.iter().any(|it| lead::method_of(it) == Some(Method::RecoveryCodes));
        let wants_codes = !has_codes && it.opened.content.allowed.contains(&Method::RecoveryCodes);
        let next = if wants_codes { self.recovery_codes(it).await? } else { None };
        Ok(Came::Added(proof, next.unwrap_or(Stage::Methods)))
    }

    async fn draw_codes(&self, it: &Claimed) -> Result<Came, StoreError> {
        let drawn = self.recovery_codes(it).await?;
        Ok(drawn.map_or(Came::Back(Trouble::Gone), |stage| Came::To(stage, None)))
    }

    /// Sends a code to an address that is to become a method.
    async fn send_to_new(
        &self,
        it: &Claimed,
        method: Method,
        typed: &str,
        channel: Channel,
        is_again: bool,
    ) -> Result<Came, StoreError> {
        let trimmed = typed.trim();
        let enter = |trouble| Came::Enter(method, trimmed.to_owned(), trouble);
        if trimmed.is_empty() {
            return Ok(enter(Trouble::Missing));
        }
        let to = match method {
            Method::Phone => Phone::parse(&plain_number(trimmed)).map(Recipient::Phone),
            _ => countersign_model::Email::parse(trimmed).map(Recipient::Email),
        };
        let Ok(to) = to else {
            return Ok(enter(if method == Method::Phone { Trouble::BadPhone } else { Trouble::BadEmail }));
        };
        if !ways_to(&to).contains(&channel) {
            return Ok(stays(it));
        }
        if self.has_address(it, &to).await? {
            return Ok(enter(Trouble::Known));
        }
        let text = to.as_str().to_owned();
        Ok(match self.send_code(it, to, channel, false).await? {
            Sent::No(trouble) if matches!(it.stage, Stage::SentNew { .. }) => Came::Back(trouble),
            Sent::No(trouble) => enter(trouble),
            Sent::Out(verification, again_at) => {
                let (verification, to) = (verification.sid, text);
                let stage = Stage::SentNew { method, verification, channel, to, again_at };
                Came::To(stage, is_again.then_some(Notice::SentAgain))
            }
        })
    }

    async fn rename(&self, it: &Claimed, factor: FactorSid, typed: &Typed) -> Result<Came, StoreError> {
        let Some(name) = factor_name(&typed.name) else { return Ok(Came::Back(Trouble::BadName)) };
        let wanted = UpdateFactor {
            target: FactorTarget::Sid(it.place(), factor),
            friendly_name: Some(name),
            params: Params::default(),
            auth_payload: None,
        };
        match self.update_factor(wanted, it.actor()).await {
            Ok(_) => Ok(listed(Notice::Renamed)),
            Err(FactorError::Store(error)) => Err(error),
            Err(FactorError::Refused(_)) => Ok(Came::To(Stage::Methods, None)),
        }
    }
}

/// A number as people write it: with blanks, dashes, brackets and the zeros of an international call.
fn plain_number(typed: &str) -> String {
    let bare: String =
        typed.chars().filter(|c| !c.is_whitespace() && !"-().\u{2011}/".contains(*c)).collect();
    match bare.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => bare,
    }
}

/// One of the person's factors that the list shows.
fn of(it: &Claimed, about: &str) -> Option<FactorSid> {
    let sid = about.parse().ok()?;
    it.factor(sid).filter(|factor| lead::method_of(factor).is_some_and(|method| !method.is_fallback()))?;
    Some(sid)
}

/// Whether the person would be left without a method.
fn is_last(it: &Claimed, factor: FactorSid) -> bool {
    let is_lasting = it.factor(factor).and_then(lead::method_of).is_some_and(|method| !method.is_fallback());
    is_lasting && lead::lasting(&it.factors) <= 1
}

impl Claimed {
    /// What a method calls the person.
    pub(super) fn account_name(&self) -> FactorName {
        let name = self.opened.content.account_name.as_deref().and_then(factor_name);
        let identity = || FactorName::parse(self.opened.prompt.identity.as_str()).ok();
        name.or_else(identity).unwrap_or_else(|| unreachable!("an identity is 8 to 64 plain letters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for (typed, plain) in [
            ("+1 (501) 712-2661", "+15017122661"),
            ("0044 20 7946 0000", "+442079460000"),
            ("+49\u{a0}151/2345.6789", "+4915123456789"),
            ("07700 900123", "07700900123"),
        ] {
            assert_eq!(plain_number(typed), plain);
        }
    }
}
