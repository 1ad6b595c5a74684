//! What webhooks hear of.

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident $text:literal),* $(,)?) => {
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
        }
    };
}

events! {
    /// A factor was made; it is not verified yet.
    FactorCreated "factor.created",
    /// A factor was verified.
    FactorVerified "factor.verified",
    /// A factor was deleted.
    FactorDeleted "factor.deleted",
    /// A challenge was approved.
    ChallengeApproved "challenge.approved",
    /// A challenge was denied.
    ChallengeDenied "challenge.denied",
}

/// Every event that Twilio knows.
const ALL_OF_TWILIOS: &str = "*";

/// The events that a webhook wants to hear of, by their names or as `*`, in the order in which they were given.
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
            if name != ALL_OF_TWILIOS && !EventType::ALL.iter().any(|event| event.as_str() == name) {
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
        self.0.iter().any(|name| name == ALL_OF_TWILIOS || name == event.as_str())
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

    #[test]
    fn the_star_is_every_event_of_twilios() {
        let types = parse(&["*"]).unwrap();
        for event in EventType::ALL {
            assert!(types.want(*event), "{event:?}");
        }
        assert_eq!(types.names(), ["*"]);
    }

    #[test]
    fn no_name_and_unknown_names_are_refused() {
        for names in [&[][..], &[""], &["factor"], &["factor.*"], &["Factor.created"], &["*", "x"]] {
            assert_eq!(parse(names), Err(BadEventTypes), "{names:?}");
        }
    }
}
