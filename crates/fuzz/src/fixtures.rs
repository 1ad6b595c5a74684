//! A service, and a person's factor and challenge.

use countersign_factors::{Enrol, Enrolled, Kind, Params};
use countersign_model::{
    AccountSid, CHALLENGE_MILLIS, Challenge, ChallengeSid, ChallengeStatus, EntitySid, Factor, FactorName,
    FactorRefusal, FactorSid, FactorStatus, FriendlyName, Identity, MockDice, Moments, Service,
    ServiceSettings, ServiceSid, Timestamp,
};
use serde_json::Value;

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

pub(crate) fn kind(name: &str) -> &'static dyn Kind {
    countersign_factors::find(name).expect("a kind of factor")
}

pub(crate) fn service(settings: ServiceSettings) -> Service {
    let dice = MockDice::new(1);
    Service {
        sid: ServiceSid::new(NOW, &dice),
        account_sid: AccountSid::new(NOW, &dice),
        friendly_name: FriendlyName::parse("Owl Bank").expect("a name"),
        settings,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn factor(of: &Service, kind: &str) -> Factor {
    let dice = MockDice::new(2);
    Factor {
        sid: FactorSid::new(NOW, &dice),
        account_sid: of.account_sid,
        service_sid: of.sid,
        entity_sid: EntitySid::new(NOW, &dice),
        identity: Identity::parse("ann-00001").expect("an identity"),
        friendly_name: FactorName::parse("Ann's phone").expect("a name"),
        kind: kind.parse().expect("a kind"),
        status: FactorStatus::Verified { at: NOW },
        public: Value::Null,
        sealed: None,
        lookup: None,
        metadata: None,
        challenged: Moments::default(),
        wrong: Moments::default(),
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn challenge(of: &Factor) -> Challenge {
    Challenge {
        sid: ChallengeSid::new(NOW, &MockDice::new(3)),
        account_sid: of.account_sid,
        service_sid: of.service_sid,
        entity: Some((of.entity_sid, of.identity.clone())),
        factor_sid: Some(of.sid),
        kind: of.kind.clone(),
        status: ChallengeStatus::Pending,
        wrong: 0,
        details: None,
        hidden_details: None,
        metadata: None,
        public: Value::Null,
        lookup: None,
        expires_at: NOW.plus_millis(CHALLENGE_MILLIS),
        created_at: NOW,
        updated_at: NOW,
    }
}

/// What the kind makes of a request.
pub(crate) fn enrol(service: &Service, factor: &Factor, params: &Params) -> Result<Enrolled, FactorRefusal> {
    let asked = Enrol {
        service,
        sid: factor.sid,
        identity: &factor.identity,
        name: &factor.friendly_name,
        params,
        siblings: &[],
        now: NOW,
    };
    kind(factor.kind.as_str()).enrol(&asked, &MockDice::new(4))
}
