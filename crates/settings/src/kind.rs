//! What values a key takes.

use std::fmt;

/// What values a key takes. The file has its own types for them; in the environment everything is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A text that is shown nowhere, and that may stand in a file of its own.
    Secret,
    /// The path of a file or directory.
    Path,
    /// An IP address and a port.
    Address,
    /// A whole number between these, both included.
    Number {
        /// The smallest.
        least: u64,
        /// The largest.
        most: u64,
    },
    /// `true` or `false`.
    Flag,
    /// Texts; in the environment with commas between them.
    List,
    /// One of these words.
    Choice(&'static [&'static str]),
}

impl Kind {
    /// Whether the value must not be shown.
    #[must_use]
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::Secret)
    }
}

/// What a value must be, to stand behind “must be”.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Secret => f.write_str("text (a secret)"),
            Self::Path => f.write_str("a path"),
            Self::Address => f.write_str("an IP address and a port"),
            Self::Number { least, most } => write!(f, "a whole number from {least} to {most}"),
            Self::Flag => f.write_str("true or false"),
            Self::List => f.write_str("a list of texts"),
            Self::Choice(words) => write!(f, "one of: {}", words.join(", ")),
        }
    }
}
