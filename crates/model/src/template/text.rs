use std::fmt;

use super::fill::Piece;

/// Characters of a template's text at most: of what it becomes too.
pub(super) const LONGEST: usize = 500;

/// A text with places to be filled in, `{{code}}` among them.
#[derive(Clone, PartialEq, Eq)]
pub struct TemplateText {
    text: String,
    pub(super) parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Words that stay as they are.
    Words(String),
    /// A place that the server fills in when the message is sent.
    Late(Piece),
    /// A place with this name.
    Named(String),
}

/// Why a text can't be a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadTemplate {
    /// Empty, or more than 500 characters.
    Length,
    /// A control character other than the end of a line.
    Characters,
    /// `{{` without `}}`, or something between them that is no name.
    Variable,
    /// No `{{code}}`.
    NoCode,
}

impl fmt::Display for BadTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "a template has 1 to 500 characters",
            Self::Characters => "a template has no control characters",
            Self::Variable => {
                "a variable is written {{name}}: 1 to 32 small letters, digits and _, a letter first"
            }
            Self::NoCode => "a template must say {{code}}",
        })
    }
}

impl std::error::Error for BadTemplate {}

impl TemplateText {
    /// Reads a template. A single brace is a character like others.
    ///
    /// # Errors
    /// See [`BadTemplate`].
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        if text.len() > LONGEST * 4 || !(1..=LONGEST).contains(&text.chars().count()) {
            return Err(BadTemplate::Length);
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(BadTemplate::Characters);
        }
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((before, behind)) = rest.split_once("{{") {
            let (name, after) = behind.split_once("}}").ok_or(BadTemplate::Variable)?;
            if !before.is_empty() {
                parts.push(Part::Words(before.to_owned()));
            }
            parts.push(match name.trim_matches(' ') {
                "code" => Part::Late(Piece::Code),
                "ttl" => Part::Late(Piece::Minutes),
                name if is_name(name) => Part::Named(name.to_owned()),
                _ => return Err(BadTemplate::Variable),
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        if !parts.contains(&Part::Late(Piece::Code)) {
            return Err(BadTemplate::NoCode);
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of the places that are filled in before the message is sent, each once.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for part in &self.parts {
            if let Part::Named(name) = part
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }
}

/// The text alone: what it is made of stands in it.
impl fmt::Debug for TemplateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

fn is_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
