//! Giving a token to somebody who has it in their hand.
//!
//! They copy the number on its back and two codes in a row. Whoever tries numbers learns nothing: that there is no such token,
//! that it is somebody's and that the codes are wrong is one refusal, and a person has ten a day. Only whoever shows the
//! right codes hears that the token is another's.

use std::sync::Arc;

use countersign_factors::hardware::{self, HOTP, TokenCodes};
use countersign_model::{
    Actor, Factor, FactorName, FactorRefusal, FactorSid, HardwareToken, TokenSerial, Window,
};
use countersign_store::{DbError, End, hardware_tokens, token_tries};
use zeroize::Zeroizing;

use super::{place, row};
use crate::Engine;
use crate::engine::Inner;
use crate::factor::{Drawn, FactorError, Keeper, Newborn, Place, told};

/// Tokens that may be tried in vain for one person in 24 hours.
pub const TOKENS_TRIED_A_DAY: usize = 10;

/// What is asked.
#[derive(Clone, Debug)]
pub struct AssignToken {
    /// Whose it will be.
    pub place: Place,
    /// The number on its back.
    pub serial: TokenSerial,
    /// Two codes in a row.
    pub codes: TokenCodes,
    /// Its name for people; the number if none is given.
    pub friendly_name: Option<FactorName>,
    /// The kinds that it may be of; any if none is given.
    pub kinds: Option<Vec<&'static str>>,
}

impl Engine {
    /// Gives a token to a person as a factor, if the codes are two in a row that it shows. They are used then.
    ///
    /// # Errors
    /// See [`FactorError`]: [`FactorRefusal::NoToken`], [`FactorRefusal::TokenAssigned`],
    /// [`FactorRefusal::MaxTokensTried`].
    pub async fn assign_token(&self, wanted: AssignToken, by: Actor) -> Result<Factor, FactorError> {
        let now = self.now();
        let sid = FactorSid::new(now, self.dice());
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let name = match wanted.friendly_name {
            Some(name) => name,
            None => FactorName::parse(wanted.serial.as_str())
                .map_err(|_| FactorRefusal::Parameter("FriendlyName"))?,
        };
        // Which kind it is the token says: all else is the same for both.
        let born = Newborn { friendly_name: name, ..self.newborn(&HOTP, wanted.place, (sid, now), by)? };
        let (serial, codes, inner) = (wanted.serial, wanted.codes, Arc::clone(&self.0));
        let kinds = wanted.kinds;
        let assigned = self
            .0
            .store
            .write(move |tx| {
                let (account, service) = (born.place.account, born.place.service);
                let identity = &born.place.identity;
                // First: the row that decides whether anything is looked at.
                let mut tried = token_tries::lock(tx, service, identity, now)?;
                if let Some(frees_at) = tried.frees_at(Window::a_day(TOKENS_TRIED_A_DAY), now) {
                    return Ok(End::Rollback(Err(FactorRefusal::MaxTokensTried { frees_at })));
                }
                let token = hardware_tokens::lock(tx, account, &serial)?;
                let shown = match &token {
                    Some(token) => {
                        let seed = inner.seed(token)?;
                        match told(hardware::assign(token, &seed, &codes, now))? {
                            Ok(assigned) => assigned,
                            Err(refusal) => return Ok(End::Rollback(Err(refusal))),
                        }
                    }
                    None => None,
                };
                let is_wanted = |name: &str| kinds.as_ref().is_none_or(|kinds| kinds.contains(&name));
                let shown = shown.filter(|shown| is_wanted(shown.kind.name()));
                let refusal = match (token, shown) {
                    (Some(token), Some(shown)) if token.holder.is_none() => {
                        let Some(entity) = born.owner(tx)? else {
                            return Ok(End::Rollback(Err(FactorRefusal::NotFound)));
                        };
                        let mut factor_made = born.factor_made.clone();
                        factor_made.detail = Some(format!("{} {serial}", shown.kind.name()));
                        let born = Newborn {
                            kind: shown
                                .kind
                                .name()
                                .parse()
                                .map_err(|_| DbError::unreadable("hardware_tokens.kind"))?,
                            most: shown.kind.most(),
                            kept: shown.kept,
                            factor_made,
                            ..born.clone()
                        };
                        return match born.insert(tx, &keeper, entity)? {
                            Ok(factor) => {
                                hardware_tokens::give(tx, token.sid, sid, shown.progress)?;
                                Ok(End::Commit(Ok(factor)))
                            }
                            Err(refusal) => Ok(End::Rollback(Err(refusal))),
                        };
                    }
                    (Some(_), Some(_)) => FactorRefusal::TokenAssigned,
                    _ => FactorRefusal::NoToken,
                };
                tried.add(now);
                token_tries::write(tx, service, identity, &tried, now)?;
                Ok(End::Commit(Err(refusal)))
            })
            .await?;
        Ok(assigned?)
    }
}

impl Inner {
    /// A token's seed.
    fn seed(&self, token: &HardwareToken) -> Result<Zeroizing<Vec<u8>>, DbError> {
        let row = row(token.sid, token.account_sid, &token.serial);
        self.opening_keys()
            .open(place(&row), &token.sealed)
            .map_err(|_| DbError::unreadable("hardware_tokens.seed_sealed"))
    }
}
