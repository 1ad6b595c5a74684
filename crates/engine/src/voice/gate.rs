//! The keys that a person presses to hear the code, so that no machine that records hears it.

use countersign_keyring::same;
use countersign_model::{AttemptSid, Service};

use crate::engine::Inner;

/// What opens the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// These two digits.
    Digits(String),
    /// Any key.
    AnyKey,
}

impl Gate {
    /// How many keys are waited for.
    pub(super) const fn keys(&self) -> u8 {
        match self {
            Self::Digits(_) => 2,
            Self::AnyKey => 1,
        }
    }

    /// Whether these keys open it.
    pub(super) fn opens_for(&self, pressed: &str) -> bool {
        match self {
            Self::Digits(digits) => same(digits, pressed),
            Self::AnyKey => !pressed.is_empty(),
        }
    }
}

impl Inner {
    /// The gate of one call. The digits are derived and stand nowhere. When the active key changes during a call, the
    /// old digits are wrong and the new ones are announced.
    pub(super) fn gate_of(&self, attempt: AttemptSid, service: &Service) -> Gate {
        if !service.settings.dtmf_input_required {
            return Gate::AnyKey;
        }
        let derived = self.opening_keys().callback_token("voice gate", &attempt.to_string());
        // The token is hex; of 15 digits of it the remainder favours no number that anybody could tell.
        let number = u64::from_str_radix(&derived[..15], 16).unwrap_or_default() % 100;
        Gate::Digits(format!("{number:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_digits_open_a_gate() {
        let gate = Gate::Digits("07".to_owned());
        assert!(gate.opens_for("07"));
        for pressed in ["", "7", "70", "007", "07#", "0", "0 7"] {
            assert!(!gate.opens_for(pressed), "{pressed}");
        }
        assert!(Gate::AnyKey.opens_for("#") && !Gate::AnyKey.opens_for(""));
    }
}
