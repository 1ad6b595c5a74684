//! Codes of an authenticator app (RFC 6238).
//!
//! A step whose code was good is never good again, nor is any before it (RFC 6238 section 5.2): the last one used stands in
//! the factor's row, which is locked while a code is looked at. So of two right codes at once one is.

mod uri;

use countersign_model::{Answer, Challenge, Dice, Factor, FactorRefusal, Service, Timestamp, Window};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::otp::{self, Alg};
use crate::{Enrol, Enrolled, Kept, Kind, KindError, Mistimed, Params, base32};

/// The length of a secret of our own, in octets, whatever the hash: authenticator apps choke on longer ones, and 160 bits
/// are beyond guessing.
const SECRET_LEN: usize = 20;
/// How long a secret may be that somebody brings, in octets: 80 bits is what the oldest tokens have, 128 octets is a block
/// of SHA-512.
const BROUGHT: std::ops::RangeInclusive<usize> = 10..=128;
/// How far a clock may be off so that its person is told, in seconds. No code is good for that: of a million guesses at six
/// digits three are right, and some forty are told to be of another time.
const OFF_SECONDS: i64 = 600;
/// Codes with fewer digits are of some other time too often by chance.
const TOLD_DIGITS: u8 = 6;
/// How long an `AuthPayload` is, in characters (behaviour map 8.3).
const PAYLOAD: std::ops::RangeInclusive<usize> = 3..=8;

/// The kind.
pub(super) struct Totp;

/// What stands in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Public {
    alg: Alg,
    skew: u8,
    code_length: u8,
    time_step: u32,
    /// The last step whose code was good.
    last_step: Option<i64>,
}

impl Public {
    /// What the service says, or else what Twilio does.
    fn of(service: &Service) -> Self {
        let set = &service.settings.totp;
        Self {
            alg: Alg::default(),
            skew: set.skew.and_then(|skew| skew.try_into().ok()).unwrap_or(1),
            code_length: set.code_length.and_then(|digits| digits.try_into().ok()).unwrap_or(6),
            time_step: set.time_step.and_then(|seconds| seconds.try_into().ok()).unwrap_or(30),
            last_step: None,
        }
    }

    /// With what the request says.
    fn with(mut self, params: &Params) -> Result<Self, FactorRefusal> {
        if let Some(alg) = params.parse_with("Config.Alg", Alg::parse)? {
            self.alg = alg;
        }
        if let Some(skew) = params.integer("Config.Skew", 0..=2)? {
            self.skew = u8::try_from(skew).map_err(|_| FactorRefusal::Parameter("Config.Skew"))?;
        }
        if let Some(digits) = params.integer("Config.CodeLength", 3..=8)? {
            self.code_length =
                u8::try_from(digits).map_err(|_| FactorRefusal::Parameter("Config.CodeLength"))?;
        }
        if let Some(seconds) = params.integer("Config.TimeStep", 20..=60)? {
            let anew = u32::try_from(seconds).map_err(|_| FactorRefusal::Parameter("Config.TimeStep"))?;
            // Steps of another length have other numbers: what was used stays used, at the same moment or a little later.
            let moved = |step: i64| (step * i64::from(self.time_step)).div_euclid(i64::from(anew)) + 1;
            if anew != self.time_step {
                self.last_step = self.last_step.map(moved);
                self.time_step = anew;
            }
        }
        Ok(self)
    }

    fn step_at(self, now: Timestamp) -> i64 {
        now.millis().div_euclid(1000).div_euclid(i64::from(self.time_step))
    }

    /// The step whose code `given` is, if it is good now and no later one was used. Should it be the code of several, the
    /// latest: the same digits are then not good once more.
    fn step_of(self, secret: &[u8], given: &str, now: Timestamp) -> Option<i64> {
        let (middle, skew) = (self.step_at(now), i64::from(self.skew));
        let is_fresh = |step: &i64| self.last_step.is_none_or(|last| *step > last);
        let is_it = |step: &i64| {
            u64::try_from(*step)
                .is_ok_and(|counter| otp::is_code(self.alg, secret, counter, self.code_length, given))
        };
        // Every step is looked at, so that the time it takes doesn't tell which one it was.
        (middle - skew..=middle + skew).filter(is_it).filter(is_fresh).max()
    }
}

/// Spends the code `payload` if it is good.
fn spend(kept: &mut Kept, payload: &str, now: Timestamp) -> Result<bool, KindError> {
    if !PAYLOAD.contains(&payload.chars().count()) {
        return Err(FactorRefusal::Parameter("AuthPayload").into());
    }
    let mut public: Public = kept.read()?;
    let Some(step) = public.step_of(kept.secret()?, payload, now) else { return Ok(false) };
    public.last_step = Some(step);
    kept.write(&public)?;
    Ok(true)
}

impl Kind for Totp {
    fn name(&self) -> &'static str {
        "totp"
    }

    fn most(&self) -> i64 {
        100
    }

    /// Behaviour map 8.5: short codes are soon guessed.
    fn challenge_windows(&self, public: &Value) -> Vec<Window> {
        match Public::deserialize(public) {
            Ok(public) if public.code_length <= 4 => vec![Window::a_day(10)],
            _ => vec![Window::an_hour(50), Window::a_day(100)],
        }
    }

    fn enrol(&self, asked: &Enrol<'_>, dice: &dyn Dice) -> Result<Enrolled, FactorRefusal> {
        let public = Public::of(asked.service).with(asked.params)?;
        let brought = asked.params.parse_with("Binding.Secret", |text| {
            base32::read(text).filter(|octets| BROUGHT.contains(&octets.len()))
        })?;
        let secret = brought.unwrap_or_else(|| Zeroizing::new(dice.draw::<SECRET_LEN>().to_vec()));
        let written = base32::write(&secret);
        let issuer = asked.service.settings.totp.issuer.as_deref();
        let uri = uri::Uri {
            issuer: issuer.unwrap_or(asked.service.friendly_name.as_str()),
            account: asked.name.as_str(),
            secret: &written,
            alg: public.alg,
            digits: public.code_length,
            period: public.time_step,
        };
        let binding = json!({ "secret": written, "uri": uri.to_string() });
        let mut kept = Kept { secret: Some(secret), ..Kept::default() };
        kept.write(&public).map_err(|_| FactorRefusal::Parameter("Config"))?;
        Ok(Enrolled { kept, binding, options: Value::Null })
    }

    fn config(&self, kept: &Kept) -> Result<Value, KindError> {
        let public = kept.read::<Public>()?;
        Ok(json!({
            "alg": public.alg,
            "skew": public.skew,
            "code_length": public.code_length,
            "time_step": public.time_step,
        }))
    }

    fn change(&self, kept: &mut Kept, params: &Params, _: Timestamp) -> Result<(), KindError> {
        let public = kept.read::<Public>()?.with(params)?;
        kept.write(&public)
    }

    fn verify(&self, _: &Factor, kept: &mut Kept, payload: &str, now: Timestamp) -> Result<bool, KindError> {
        spend(kept, payload, now)
    }

    fn answer(
        &self,
        _: &Factor,
        _: &Challenge,
        kept: &mut Kept,
        payload: &str,
        now: Timestamp,
    ) -> Result<Option<Answer>, KindError> {
        Ok(spend(kept, payload, now)?.then_some(Answer::Approved))
    }

    fn mistimed(&self, kept: &Kept, payload: &str, now: Timestamp) -> Result<Option<Mistimed>, KindError> {
        let public: Public = kept.read()?;
        if public.code_length < TOLD_DIGITS {
            return Ok(None);
        }
        let secret = kept.secret()?;
        let is_it = |step: i64| {
            u64::try_from(step)
                .is_ok_and(|counter| otp::is_code(public.alg, secret, counter, public.code_length, payload))
        };
        let (middle, skew) = (public.step_at(now), i64::from(public.skew));
        let reach = OFF_SECONDS / i64::from(public.time_step);
        let next = public.last_step.map_or(i64::MIN, |last| last + 1);
        Ok(Mistimed::find(next, &(middle - skew..=middle + skew), reach, is_it))
    }

    /// Every step that could have been used since the backup was taken counts as used.
    fn restored(&self, kept: &mut Kept, now: Timestamp) -> Result<(), KindError> {
        let mut public: Public = kept.read()?;
        let latest = public.step_at(now) + i64::from(public.skew);
        public.last_step = Some(public.last_step.map_or(latest, |last| last.max(latest)));
        kept.write(&public)
    }
}

#[cfg(test)]
mod tests;
