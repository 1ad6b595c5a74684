use countersign_factors::passkeys::{Assertion, Registration};
use serde_json::Value;

/// The JSON around a browser's answers: what finds the factor and the challenge is a hash of what stands in it.
pub fn passkeys_json(input: &[u8]) {
    let Ok(body @ Value::Object(_)) = serde_json::from_slice(input) else { return };
    let is_hash = |lookup: &str, what: &str| {
        let hash = lookup.strip_prefix("passkeys ").and_then(|rest| rest.strip_prefix(what));
        hash.is_some_and(|hash| hash.len() == 43)
    };
    // Written once more it is the same answer.
    let again: Value = serde_json::from_str(&body.to_string()).expect("JSON");
    if let Ok(registration) = Registration::read(&body) {
        assert!(is_hash(&registration.lookup(), "challenge "));
        let again = Registration::read(&again).expect("a registration");
        assert_eq!(again.lookup(), registration.lookup());
    }
    if let Ok(assertion) = Assertion::read(&body) {
        assert!(is_hash(&assertion.challenge_lookup(), "challenge "));
        assert!(is_hash(&assertion.factor_lookup(), "credential "));
        let again = Assertion::read(&again).expect("an assertion");
        assert_eq!(again.factor_lookup(), assertion.factor_lookup());
    }
}
