use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::TemplateText;
use super::text::{LONGEST, Part};
use crate::phrase::{Substitution, shows_link};
use crate::{Amount, Payee};

/// What stands in a template's places before it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Filling<'a> {
    /// `friendly_name`.
    pub friendly_name: &'a str,
    /// `amount` and `payee`, where a code approves a payment.
    pub payment: Option<(&'a Amount, &'a Payee)>,
    /// All other names.
    pub custom: &'a BTreeMap<String, Substitution>,
    /// How many characters the code has.
    pub code_length: usize,
}

/// Why a template can't become a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfilled {
    /// Nothing was given for these names.
    Missing(Vec<String>),
    /// The message would be longer than 500 characters.
    TooLong,
    /// Words that were given became a link with what stands beside them.
    Link,
    /// The code approves a payment, and the template doesn't name the amount and the payee.
    NoPayment,
}

/// A template with everything in its place but the code and how long it lives. What was put in is text from here on: it is
/// never looked at for places again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled(Vec<Piece>);

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Piece {
    /// Words.
    #[serde(rename = "t")]
    Text(String),
    /// The code.
    #[serde(rename = "code")]
    Code,
    /// How many minutes of its life are left.
    #[serde(rename = "ttl")]
    Minutes,
}

impl TemplateText {
    /// Puts everything in its place.
    ///
    /// # Errors
    /// See [`Unfilled`].
    pub fn fill(&self, with: &Filling<'_>) -> Result<Filled, Unfilled> {
        let (mut pieces, mut missing) = (Vec::new(), Vec::new());
        for part in &self.parts {
            let text = match part {
                Part::Late(piece) => {
                    pieces.push(piece.clone());
                    continue;
                }
                Part::Words(words) => Some(words.as_str()),
                Part::Named(name) => with.word(name),
            };
            match (text, part) {
                (Some(text), _) => pieces.push(Piece::Text(text.to_owned())),
                (None, Part::Named(name)) if !missing.contains(name) => missing.push(name.clone()),
                (None, _) => {}
            }
        }
        if with.payment.is_some() && !["amount", "payee"].iter().all(|name| self.names().contains(name)) {
            return Err(Unfilled::NoPayment);
        }
        if !missing.is_empty() {
            return Err(Unfilled::Missing(missing));
        }
        let filled = Filled(pieces);
        // No code has more digits than its service says, and none lives longer than a day.
        let sample = filled.render(&"0".repeat(with.code_length), 1440);
        if sample.chars().count() > LONGEST {
            return Err(Unfilled::TooLong);
        }
        // A link that the operator wrote is meant; one that only comes about by what a caller gave is not.
        if shows_link(&sample) && !shows_link(&self.bare()) {
            return Err(Unfilled::Link);
        }
        Ok(filled)
    }

    /// The words alone.
    fn bare(&self) -> String {
        let bare = |part: &Part| match part {
            Part::Words(words) => words.clone(),
            _ => " ".to_owned(),
        };
        self.parts.iter().map(bare).collect()
    }
}

impl<'a> Filling<'a> {
    fn word(&self, name: &str) -> Option<&'a str> {
        match (name, self.payment) {
            ("friendly_name", _) => Some(self.friendly_name),
            ("amount", Some((amount, _))) => Some(amount.as_str()),
            ("payee", Some((_, payee))) => Some(payee.as_str()),
            _ => self.custom.get(name).map(Substitution::as_str),
        }
    }
}

impl Filled {
    /// The message.
    #[must_use]
    pub fn render(&self, code: &str, minutes: u32) -> String {
        let minutes = minutes.to_string();
        let text = |piece: &'_ Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Code => code.to_owned(),
            Piece::Minutes => minutes.clone(),
        };
        self.0.iter().map(text).collect()
    }
}

/// Without the words: some are a caller's own.
impl std::fmt::Debug for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Filled({} pieces)", self.0.len())
    }
}
