//! What a service asks of people at each purpose, and what an application may add: never less.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::method::{Method, Proof, Strength};
use crate::{PromptSettings, Purpose};

/// What has to be shown beyond some method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Demand {
    /// The assurance level that has to be reached, as [`Strength`] counts it: 0 to [`Demand::HIGHEST`].
    pub aal: u8,
    /// Whether two different methods have to be shown.
    pub two_methods: bool,
}

/// Why nobody could do what is demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// For this purpose no method is left: its own list and that of all have nothing in common.
    NoMethod(Purpose),
    /// Two different methods are demanded, and one at most is offered.
    OneMethod(Purpose),
    /// No method that is offered reaches this level.
    Level(Purpose, u8),
}

/// What is wrong, and what to do about it.
impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMethod(purpose) => {
                let purpose = purpose.as_str();
                write!(f, "{purpose}_methods has none of methods: name one that both have, or clear it")
            }
            Self::OneMethod(purpose) => write!(
                f,
                "two different methods are asked for at {0}, and fewer are offered: offer another, or take {0} out of \
                 two_methods",
                purpose.as_str()
            ),
            Self::Level(purpose, aal) => write!(
                f,
                "level {aal} is asked for at {0}, and no method that is offered reaches it: offer passkeys, or lower aal or \
                 {0}_aal",
                purpose.as_str()
            ),
        }
    }
}

impl Demand {
    /// The highest level that can be demanded.
    pub const HIGHEST: u8 = 2;

    /// Whether nothing is demanded: any method will do.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.aal == 0 && !self.two_methods
    }

    /// With what is demanded here and there.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { aal: self.aal.max(other.aal), two_methods: self.two_methods || other.two_methods }
    }

    /// Whether the authenticator has to be unlocked for the level.
    #[must_use]
    pub const fn has_to_be_unlocked(self) -> bool {
        self.aal >= Self::HIGHEST
    }

    /// Whether what was shown is enough.
    #[must_use]
    pub fn is_met(self, proofs: &[Proof]) -> bool {
        let is_other = |proof: &Proof| !proof.method.is_like(proofs[0].method);
        Strength::of(proofs).level >= self.aal && (!self.two_methods || proofs.iter().any(is_other))
    }

    /// Whether showing this method leads on from what was shown.
    #[must_use]
    pub fn leads_on(self, proofs: &[Proof], method: Method) -> bool {
        if Strength::of(proofs).level < self.aal {
            return method.highest_level() >= self.aal;
        }
        !self.two_methods || proofs.iter().all(|proof| !proof.method.is_like(method))
    }

    /// The same for somebody who has these methods: never more than they could show. Recovery codes aren't counted, for
    /// they are what is left when the rest is lost.
    #[must_use]
    pub fn within(self, has: &[Method]) -> Self {
        let levels = has.iter().filter(|method| !method.is_fallback()).map(|method| method.highest_level());
        Self {
            aal: self.aal.min(levels.max().unwrap_or(0)),
            two_methods: self.two_methods && are_two_different(has),
        }
    }

    /// Whether somebody could do it with these methods.
    ///
    /// # Errors
    /// What is missing, `purpose` being what it is for.
    pub fn check(self, methods: &[Method], purpose: Purpose) -> Result<(), Contradiction> {
        let possible = self.within(methods);
        if possible.aal < self.aal {
            return Err(Contradiction::Level(purpose, self.aal));
        }
        if possible.two_methods != self.two_methods {
            return Err(Contradiction::OneMethod(purpose));
        }
        Ok(())
    }
}

/// Whether there are two among them that may stand beside each other, recovery codes left out.
fn are_two_different(methods: &[Method]) -> bool {
    let mut lasting = methods.iter().filter(|method| !method.is_fallback());
    lasting.next().is_some_and(|first| lasting.any(|other| !other.is_like(*first)))
}

impl PromptSettings {
    /// The methods that are offered for a purpose.
    #[must_use]
    pub fn methods_for(&self, purpose: Purpose) -> Vec<Method> {
        let narrowed = match purpose {
            Purpose::Setup => &self.setup_methods,
            Purpose::Login => &self.login_methods,
            Purpose::Confirm => &self.confirm_methods,
        };
        let mut offered = Method::ALL.to_vec();
        for list in [&self.methods, narrowed].into_iter().flatten() {
            offered.retain(|method| list.contains(method));
        }
        offered
    }

    /// What is demanded at a purpose.
    #[must_use]
    pub fn demand(&self, purpose: Purpose) -> Demand {
        let aal = match purpose {
            Purpose::Setup => self.setup_aal,
            Purpose::Login => self.login_aal,
            Purpose::Confirm => self.confirm_aal,
        };
        Demand { aal, two_methods: self.two_methods.contains(&purpose) }
    }

    /// Whether the settings leave everybody a way.
    ///
    /// # Errors
    /// The first contradiction among them.
    pub fn check(&self) -> Result<(), Contradiction> {
        for purpose in Purpose::ALL {
            let methods = self.methods_for(purpose);
            if methods.iter().all(|method| method.is_fallback()) {
                return Err(Contradiction::NoMethod(purpose));
            }
            // Of who sets something up no more is asked than they have.
            if purpose != Purpose::Setup {
                self.demand(purpose).check(&methods, purpose)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{FactorSid, MockDice, Timestamp};

    fn proof(method: Method, is_unlocked: bool) -> Proof {
        let factor = FactorSid::new(Timestamp::from_millis(0), &MockDice::new(1));
        Proof { method, factor, channel: None, is_unlocked, at: 0 }
    }

    fn demand(aal: u8, two_methods: bool) -> Demand {
        Demand { aal, two_methods }
    }

    #[test]
    fn two_methods_are_two_kinds_of_thing_and_a_recovery_code_may_be_one() {
        let met = |methods: &[Method]| {
            let proofs: Vec<_> = methods.iter().map(|method| proof(*method, false)).collect();
            demand(0, true).is_met(&proofs)
        };
        assert!(met(&[Method::Phone, Method::Email]) && met(&[Method::Totp, Method::RecoveryCodes]));
        assert!(met(&[Method::Phone, Method::Phone, Method::Totp]));
        for alike in [
            &[][..],
            &[Method::Phone],
            &[Method::Phone, Method::Phone],
            &[Method::Hotp, Method::HardwareTotp],
            &[Method::RecoveryCodes, Method::RecoveryCodes],
        ] {
            assert!(!met(alike), "{alike:?}");
        }
    }

    #[test]
    fn only_what_an_unlocked_passkey_says_reaches_the_highest_level() {
        assert!(demand(2, false).is_met(&[proof(Method::Passkeys, true)]));
        assert!(!demand(2, false).is_met(&[proof(Method::Passkeys, false), proof(Method::Totp, false)]));
        assert!(!demand(1, false).is_met(&[proof(Method::Email, false)]));
        assert!(demand(1, false).is_met(&[proof(Method::Email, false), proof(Method::Phone, false)]));
        assert!(demand(0, false).is_met(&[]) && !demand(1, false).is_met(&[]));
    }

    #[test]
    fn what_contradicts_itself_is_named_with_what_to_do() {
        let set = |change: fn(&mut PromptSettings)| {
            let mut set = PromptSettings::default();
            change(&mut set);
            set.check().map_err(|found| found.to_string())
        };
        assert_eq!(set(|_| {}), Ok(()));
        let told = |outcome: Result<(), String>, words: [&str; 2]| {
            let told = outcome.expect_err("a contradiction");
            assert!(words.iter().all(|word| told.contains(word)), "{told}");
        };
        told(
            set(|it| {
                it.methods = Some(vec![Method::Totp]);
                it.login_methods = Some(vec![Method::Phone]);
            }),
            ["login_methods", "clear it"],
        );
        told(set(|it| it.setup_methods = Some(vec![Method::RecoveryCodes])), ["setup_methods", "clear it"]);
        told(
            set(|it| {
                it.two_methods = vec![Purpose::Confirm];
                it.confirm_methods = Some(vec![Method::Hotp, Method::HardwareTotp, Method::RecoveryCodes]);
            }),
            ["at confirm", "offer another"],
        );
        told(
            set(|it| {
                it.login_aal = 2;
                it.methods = Some(vec![Method::Totp, Method::Phone]);
            }),
            ["level 2", "offer passkeys"],
        );
        // Who sets something up is asked for no more than they have.
        let strict = set(|it| {
            (it.setup_aal, it.two_methods) = (2, vec![Purpose::Setup]);
            it.methods = Some(vec![Method::Totp]);
        });
        assert_eq!(strict, Ok(()));
    }

    #[test]
    fn settings_of_before_demand_nothing_and_offer_what_they_did() {
        let before = r#"{"return_urls":[],"methods":["totp","phone"],"logo_url":null}"#;
        let set: PromptSettings = serde_json::from_str(before).expect("settings");
        for purpose in Purpose::ALL {
            assert_eq!(set.methods_for(purpose), [Method::Totp, Method::Phone]);
            assert!(set.demand(purpose).is_none());
        }
    }

    fn methods() -> impl Strategy<Value = Vec<Method>> {
        prop::collection::vec(prop::sample::select(Method::ALL.to_vec()), 0..6)
    }

    proptest! {
        #[test]
        fn who_could_meet_a_demand_gets_there_by_what_leads_on(
            has in methods(), aal in 0_u8..=2, two in any::<bool>(),
        ) {
            let demand = demand(aal, two);
            prop_assume!(demand.check(&has, Purpose::Login).is_ok());
            let mut proofs = Vec::new();
            for _ in 0..3 {
                if !proofs.is_empty() && demand.is_met(&proofs) {
                    return Ok(());
                }
                let next = has.iter().find(|method| demand.leads_on(&proofs, **method));
                prop_assert!(next.is_some() || has.is_empty(), "{has:?} {demand:?}");
                proofs.extend(next.map(|method| proof(*method, true)));
            }
            prop_assert!(has.is_empty());
        }

        #[test]
        fn what_is_demanded_within_what_somebody_has_can_always_be_met(
            has in methods(), aal in 0_u8..=2, two in any::<bool>(),
        ) {
            let lowered = demand(aal, two).within(&has);
            prop_assert_eq!(lowered.check(&has, Purpose::Setup), Ok(()));
            prop_assert!(lowered.aal <= aal && (two || !lowered.two_methods));
        }
    }
}
