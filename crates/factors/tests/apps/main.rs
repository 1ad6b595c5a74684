//! What other people's authenticators show is what we take.

mod oathtool;
mod tokens;
mod totp_rs;

use countersign_factors::{Enrol, Enrolled, Kept, Kind, Params, find};
use countersign_model::{
    AccountSid, Answer, Challenge, ChallengeSid, ChallengeStatus, Factor, FactorKind, FactorName, FactorSid,
    FactorStatus, FriendlyName, Identity, MockDice, Moments, Service, ServiceSettings, ServiceSid, Timestamp,
};
use serde_json::Value;

/// A factor with these parameters, and what its maker was told.
struct Device {
    factor: Factor,
    made: Enrolled,
}

impl Device {
    fn new(seed: u64, pairs: &[(&str, &str)]) -> Self {
        let (at, dice) = (Timestamp::from_millis(0), MockDice::new(seed));
        let service = Service {
            sid: ServiceSid::new(at, &dice),
            account_sid: AccountSid::new(at, &dice),
            friendly_name: FriendlyName::parse("My App").expect("a name"),
            settings: ServiceSettings::default(),
            created_at: at,
            updated_at: at,
        };
        let (sid, identity) = (FactorSid::new(at, &dice), Identity::parse("ann-0001").expect("an identity"));
        let name = FactorName::parse("Ann's phone").expect("a name");
        let params: Params = pairs.iter().copied().collect();
        let asked = Enrol {
            service: &service,
            sid,
            identity: &identity,
            name: &name,
            params: &params,
            siblings: &[],
            now: Timestamp::from_millis(0),
        };
        let made = find("totp").expect("a kind").enrol(&asked, &dice).expect("a factor");
        let factor = Factor {
            sid,
            account_sid: service.account_sid,
            service_sid: service.sid,
            entity_sid: countersign_model::EntitySid::new(at, &dice),
            identity,
            friendly_name: name,
            kind: "totp".parse::<FactorKind>().expect("a kind"),
            status: FactorStatus::Verified { at },
            public: Value::Null,
            sealed: None,
            lookup: None,
            metadata: None,
            challenged: Moments::default(),
            wrong: Moments::default(),
            created_at: at,
            updated_at: at,
        };
        Self { factor, made }
    }

    fn told(&self, what: &str) -> &str {
        self.made.binding[what].as_str().expect("a text")
    }

    /// Whether a code is taken at a moment, as if none had been before.
    fn takes(&self, code: &str, seconds: i64) -> bool {
        let kind = find("totp").expect("a kind");
        self.answer(kind, &mut self.made.kept.clone(), code, seconds) == Some(true)
    }

    /// Whether a kind takes a code at a moment; none when it can't be one.
    fn answer(&self, kind: &dyn Kind, kept: &mut Kept, code: &str, seconds: i64) -> Option<bool> {
        let now = Timestamp::from_millis(seconds * 1000);
        let challenge = Challenge {
            sid: ChallengeSid::new(now, &MockDice::new(1)),
            account_sid: self.factor.account_sid,
            service_sid: self.factor.service_sid,
            entity: None,
            factor_sid: Some(self.factor.sid),
            kind: self.factor.kind.clone(),
            status: ChallengeStatus::Pending,
            wrong: 0,
            details: None,
            hidden_details: None,
            metadata: None,
            public: Value::Null,
            lookup: None,
            expires_at: now.plus_millis(1),
            created_at: now,
            updated_at: now,
        };
        let answer = kind.answer(&self.factor, &challenge, kept, code, now).ok()?;
        Some(answer == Some(Answer::Approved))
    }
}
