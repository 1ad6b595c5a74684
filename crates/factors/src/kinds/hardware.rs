//! Hardware tokens: devices that show codes and nothing else, by a button (`hotp`) or by a clock (`hardware_totp`).
//!
//! Both are arithmetic on one number, which only goes up: the counter of RFC 4226, or the step of time of RFC 6238. What was
//! used and all before it is never good again. A token that ran ahead is found again by two codes in a row, which are looked
//! for in a wider window: two are guessed a million times less often than one.

mod codes;
mod window;

use countersign_model::{
    Answer, Challenge, Dice, Factor, FactorRefusal, HardwareToken, Timestamp, TokenKind, TokenProgress,
    Window,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use self::codes::Given;
use crate::otp::Alg;
use crate::{Enrol, Enrolled, Kept, Kind, KindError, Mistimed, Params};

pub use self::codes::TokenCodes;

/// How many digits a token shows: fewer are soon guessed, and devices have no more (RFC 4226, section 5.3).
pub const DIGITS: std::ops::RangeInclusive<u8> = 6..=8;

/// A kind of token.
pub struct Hardware {
    name: &'static str,
}

/// Tokens with a button.
pub static HOTP: Hardware = Hardware { name: "hotp" };
/// Tokens with a clock. Not `totp`, which is an app's: Twilio has that, and an app can be set anew where this can't.
pub static TOTP: Hardware = Hardware { name: "hardware_totp" };

/// What stands in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Public {
    serial: String,
    alg: Alg,
    digits: u8,
    /// Seconds of a step; none where a button makes codes.
    period: Option<u32>,
    /// The smallest counter or step whose code may still be good.
    next: i64,
    /// How many steps the token's clock is ahead of ours.
    drift: i64,
    /// Whether only two codes in a row let in: it came back from a backup, and codes may have been used since.
    #[serde(default)]
    resync: bool,
}

/// A token that was given to somebody.
#[derive(Clone)]
pub struct Assigned {
    /// The kind of factor that it is.
    pub kind: &'static dyn Kind,
    /// What that keeps.
    pub kept: Kept,
    /// How far the token has come.
    pub progress: TokenProgress,
}

/// Makes a factor of a token if `codes` are two in a row that it shows, none of them used before; none if they aren't.
///
/// # Errors
/// [`KindError::Unreadable`] when it can't be JSON.
pub fn assign(
    token: &HardwareToken,
    seed: &[u8],
    codes: &TokenCodes,
    now: Timestamp,
) -> Result<Option<Assigned>, KindError> {
    let kind: &'static Hardware = match token.kind {
        TokenKind::Hotp => &HOTP,
        TokenKind::Totp { .. } => &TOTP,
    };
    let mut public = Public {
        serial: token.serial.as_str().to_owned(),
        alg: token.algorithm,
        digits: token.digits,
        period: token.kind.period(),
        next: token.progress.next,
        drift: token.progress.drift,
        resync: false,
    };
    let Some(second) = public.find_pair(seed, codes, window::assigning(&public, now)) else {
        return Ok(None);
    };
    public.move_behind(second, now);
    let lookup = Some(format!("{}:{}", kind.name, token.serial));
    let mut kept = Kept { secret: Some(Zeroizing::new(seed.to_vec())), lookup, ..Kept::default() };
    kept.write(&public)?;
    Ok(Some(Assigned { kind, kept, progress: public.progress() }))
}

impl Public {
    fn of(public: &Value) -> Result<Self, KindError> {
        Self::deserialize(public).map_err(|_| KindError::Unreadable)
    }

    const fn progress(&self) -> TokenProgress {
        TokenProgress { next: self.next, drift: self.drift }
    }

    /// The step that our clock shows; none for a token without one.
    fn step_at(&self, now: Timestamp) -> Option<i64> {
        let period = i64::from(self.period?);
        (period > 0).then(|| now.millis().div_euclid(1000).div_euclid(period))
    }

    /// What was used is never good again: neither it nor what lies before.
    fn move_behind(&mut self, used: i64, now: Timestamp) {
        self.next = used + 1;
        self.resync = false;
        if let Some(step) = self.step_at(now) {
            self.drift = used - step;
        }
    }
}

/// Spends what `payload` holds if it is good: a code, or two in a row. `wrong` counts the factor's wrong answers of a day.
fn spend(kept: &mut Kept, payload: &str, wrong: usize, now: Timestamp) -> Result<bool, KindError> {
    let mut public: Public = kept.read()?;
    let Some(given) = Given::parse(payload, public.digits) else {
        return Err(FactorRefusal::Parameter("AuthPayload").into());
    };
    let seed = kept.secret()?;
    let used = match &given {
        Given::One(_) if public.resync => None,
        Given::One(code) => public.find(seed, code, window::one(&public, wrong, now)),
        Given::Two(codes) => public.find_pair(seed, codes, window::two(&public, now)),
    };
    let Some(used) = used else { return Ok(false) };
    public.move_behind(used, now);
    kept.write(&public)?;
    Ok(true)
}

impl Kind for Hardware {
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

    fn token_progress(&self, public: &Value) -> Result<Option<TokenProgress>, KindError> {
        Public::of(public).map(|public| Some(public.progress()))
    }

    /// Only a token that was imported makes one.
    fn enrol(&self, _: &Enrol<'_>, _: &dyn Dice) -> Result<Enrolled, FactorRefusal> {
        Err(FactorRefusal::Parameter("FactorType"))
    }

    fn config(&self, kept: &Kept) -> Result<Value, KindError> {
        let public = Public::of(&kept.public)?;
        let mut config = json!({
            "serial": public.serial,
            "alg": public.alg,
            "code_length": public.digits,
            "needs_two_codes": public.resync,
        });
        if let Some(period) = public.period {
            config["time_step"] = json!(period);
        }
        Ok(config)
    }

    fn change(&self, _: &mut Kept, _: &Params, _: Timestamp) -> Result<(), KindError> {
        Ok(())
    }

    fn verify(&self, _: &Factor, _: &mut Kept, _: &str, _: Timestamp) -> Result<bool, KindError> {
        Err(FactorRefusal::VerifiedAlready.into())
    }

    fn answer(
        &self,
        factor: &Factor,
        _: &Challenge,
        kept: &mut Kept,
        payload: &str,
        now: Timestamp,
    ) -> Result<Option<Answer>, KindError> {
        let wrong = factor.wrong.count(Window::a_day(countersign_model::Moments::MOST), now);
        Ok(spend(kept, payload, wrong, now)?.then_some(Answer::Approved))
    }

    fn mistimed(&self, kept: &Kept, payload: &str, now: Timestamp) -> Result<Option<Mistimed>, KindError> {
        let public: Public = kept.read()?;
        let Some(Given::One(code)) = Given::parse(payload, public.digits) else { return Ok(None) };
        if public.resync {
            return Ok(Some(Mistimed::OneOfTwo));
        }
        let seed = kept.secret()?;
        let (good, reach) = window::told(&public, now);
        let is_it = |counter: i64| public.find(seed, &code, counter..=counter).is_some();
        let found = Mistimed::find(public.next, &good, reach, is_it);
        // How far a button runs ahead nobody is told: such a code stays good.
        Ok(found.filter(|it| public.period.is_some() || *it == Mistimed::Used))
    }

    /// Nobody knows how often the button was pressed since the backup was taken: one code alone lets nobody in until two in a
    /// row have. Of a clock every step that could have been used since counts as used.
    fn restored(&self, kept: &mut Kept, now: Timestamp) -> Result<(), KindError> {
        let mut public: Public = kept.read()?;
        match after_restore(public.kind(), public.progress(), now) {
            Some(progress) => public.next = progress.next,
            None => public.resync = true,
        }
        kept.write(&public)
    }
}

impl Public {
    const fn kind(&self) -> TokenKind {
        match self.period {
            Some(period) => TokenKind::Totp { period },
            None => TokenKind::Hotp,
        }
    }
}

/// How far a token counts as having come after a restore at `now`; none where no clock tells: its next holder shows two codes
/// in a row anyway.
#[must_use]
pub fn after_restore(kind: TokenKind, was: TokenProgress, now: Timestamp) -> Option<TokenProgress> {
    let period = i64::from(kind.period()?.max(1));
    let latest = now.millis().div_euclid(1000).div_euclid(period) + was.drift + window::SKEW;
    // One more: its clock may have moved on since, which only the lost answers knew.
    Some(TokenProgress { next: was.next.max(latest + 2), drift: was.drift })
}

#[cfg(test)]
mod tests;
