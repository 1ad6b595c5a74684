//! What webhooks hear of.

macro_rules! events {
    ($($(#[$doc:meta])* $whose:ident $name:ident $text:literal),* $(,)?) => {
        /// Something that happened and may be told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventType {
            $($(#[$doc])* $name,)*
        }

        impl EventType {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// On the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Whether Twilio has it too.
            const fn is_twilios(self) -> bool {
                match self { $(Self::$name => is_twilios!($whose),)* }
            }
        }
    };
}

macro_rules! is_twilios {
    (Twilio) => {
        true
    };
    (Ours) => {
        false
    };
}

// Webhooks hear of an event by its name, of Twilio's also by `*`, and of ours also by what stands before the dot: `x.*`.
events! {
    /// A factor was made; it is not verified yet.
    Twilio FactorCreated "factor.created",
    /// A factor was verified.
    Twilio FactorVerified "factor.verified",
    /// A factor was deleted.
    Twilio FactorDeleted "factor.deleted",
    /// A challenge was approved.
    Twilio ChallengeApproved "challenge.approved",
    /// A challenge was denied.
    Twilio ChallengeDenied "challenge.denied",
    /// A verification began.
    Ours VerificationCreated "verification.created",
    /// A provider took a message of a verification.
    Ours VerificationSent "verification.sent",
    /// A message of a verification arrived, as its provider tells.
    Ours VerificationDelivered "verification.delivered",
    /// A verification was approved.
    Ours VerificationApproved "verification.approved",
    /// A verification was canceled: given up, reported in a call, or another took its place.
    Ours VerificationCanceled "verification.canceled",
    /// The lifetime of a verification was over.
    Ours VerificationExpired "verification.expired",
    /// Too many checks of a verification were wrong.
    Ours VerificationMaxAttemptsReached "verification.max_attempts_reached",
    /// A prompt was made.
    Ours PromptCreated "prompt.created",
    /// Everything that a prompt asks for was shown or set up. Nobody is approved by that.
    Ours PromptCompleted "prompt.completed",
    /// The code of a prompt's result was exchanged: its person is approved.
    Ours PromptExchanged "prompt.exchanged",
    /// A prompt was for somebody who has nothing to prove themselves with.
    Ours PromptNotEnrolled "prompt.not_enrolled",
    /// A prompt was given up, by its person or its application.
    Ours PromptCanceled "prompt.canceled",
    /// A prompt's person said that it wasn't them.
    Ours PromptDenied "prompt.denied",
    /// Too many answers to a prompt were wrong.
    Ours PromptFailed "prompt.failed",
    /// The time of a prompt was over.
    Ours PromptExpired "prompt.expired",
}

impl EventType {
    /// What it is about: the word before the dot.
    #[must_use]
    pub fn family(self) -> &'static str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    /// Whether a webhook that names `name` hears of it.
    fn goes_by(self, name: &str) -> bool {
        name == self.as_str()
            || if self.is_twilios() {
                name == ALL_OF_TWILIOS
            } else {
                name.strip_suffix(".*") == Some(self.family())
            }
    }
}

/// Every event that Twilio knows. Those of our own are never among them: a receiver that was written for Twilio's meets no
/// other.
const ALL_OF_TWILIOS: &str = "*";

/// The events that a webhook wants to hear of, by their names, as `*`, `verification.*` or `prompt.*`, in the order in which
/// they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventTypes(Vec<String>);

/// The names are none, or one of them is no event's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadEventTypes;

impl EventTypes {
    /// Reads names; each counts once.
    ///
    /// # Errors
    /// When there are none, or one is unknown.
    pub fn parse<'t>(names: impl IntoIterator<Item = &'t str>) -> Result<Self, BadEventTypes> {
        let mut known: Vec<String> = Vec::new();
        for name in names {
            if !EventType::ALL.iter().any(|event| event.goes_by(name)) {
                return Err(BadEventTypes);
            }
            if !known.iter().any(|other| other == name) {
                known.push(name.to_owned());
            }
        }
        if known.is_empty() { Err(BadEventTypes) } else { Ok(Self(known)) }
    }

    /// The names, as they were given.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether an event is among them.
    #[must_use]
    pub fn want(&self, event: EventType) -> bool {
        self.0.iter().any(|name| event.goes_by(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(names: &[&str]) -> Result<EventTypes, BadEventTypes> {
        EventTypes::parse(names.iter().copied())
    }

    #[test]
    fn names_keep_their_order_and_count_once() {
        let types = parse(&["factor.deleted", "factor.created", "factor.deleted"]).unwrap();
        assert_eq!(types.names(), ["factor.deleted", "factor.created"]);
        assert!(types.want(EventType::FactorCreated) && !types.want(EventType::ChallengeDenied));
    }

    fn heard(names: &[&str]) -> Vec<&'static str> {
        let types = parse(names).unwrap();
        EventType::ALL.iter().filter(|event| types.want(**event)).map(|event| event.as_str()).collect()
    }

    #[test]
    fn the_star_is_every_event_of_twilios_and_none_of_ours() {
        let twilios =
            ["factor.created", "factor.verified", "factor.deleted", "challenge.approved", "challenge.denied"];
        assert_eq!(heard(&["*"]), twilios);
        assert_eq!(parse(&["*"]).unwrap().names(), ["*"]);
    }

    #[test]
    fn a_family_of_ours_is_all_that_begins_with_its_word() {
        let verifications = heard(&["verification.*"]);
        assert_eq!(verifications.len(), 7);
        assert!(verifications.iter().all(|name| name.starts_with("verification.")));
        let prompts = heard(&["prompt.*"]);
        assert_eq!(prompts.len(), 8);
        assert!(prompts.iter().all(|name| name.starts_with("prompt.")));
        assert_eq!(heard(&["*", "verification.*", "prompt.*"]).len(), EventType::ALL.len());
        assert_eq!(heard(&["verification.sent"]), ["verification.sent"]);
    }

    #[test]
    fn no_name_and_unknown_names_are_refused() {
        for names in [
            &[][..],
            &[""],
            &["factor"],
            &["factor.*"],
            &["verification"],
            &["*.*"],
            &[".*"],
            &["Factor.created"],
            &["*", "x"],
        ] {
            assert_eq!(parse(names), Err(BadEventTypes), "{names:?}");
        }
    }
}
