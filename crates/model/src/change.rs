//! What a person is told by mail: that something about how they sign in has changed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Method, Timestamp};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A method was set up.
    Added,
    /// A method was removed.
    Removed,
    /// Recovery codes were made; those of before are void.
    NewCodes,
    /// A recovery code let somebody in.
    CodeUsed,
    /// What a remembered browser keeps was shown by another one.
    BrowserStolen,
}

/// One mail about it. It holds an address: the store has it sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeNotice {
    /// The mailbox, in canonical form.
    pub to: String,
    /// The language that the application asked the prompt's pages for.
    pub locale: Option<String>,
    /// What happened.
    pub change: Change,
    /// The method that came or went.
    pub method: Option<Method>,
    /// What tells it from others of its kind: its name, or where it leads, masked.
    pub called: Option<String>,
    /// When, in milliseconds.
    pub at: i64,
}

impl ChangeNotice {
    /// When.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.at)
    }

    /// A name that somebody gave a method, if it is fit to be mailed: the mail comes from the service, and whoever holds the
    /// person's session could have it say what they like. So nothing that leads anywhere, no mailbox and no phone number.
    #[must_use]
    pub fn plain_name(name: &str) -> Option<&str> {
        let fits = |c: char| c.is_alphanumeric() || " -_()'\u{2019}#+&".contains(c);
        let digits = name.chars().filter(|c| c.is_numeric()).count();
        (name.chars().all(fits) && digits <= 4 && name.chars().count() <= 32).then_some(name)
    }
}

/// Shows nothing of the address.
impl fmt::Debug for ChangeNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeNotice").field("change", &self.change).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_somewhere_is_not_mailed() {
        for name in ["Ann\u{2019}s phone", "Pixel 9 (work)", "Büro-Laptop", "YubiKey 5 & more"] {
            assert_eq!(ChangeNotice::plain_name(name), Some(name));
        }
        for name in [
            "https://evil.test",
            "evil.test",
            "ann@example.com",
            "Call 0800 123 456",
            "Locked! Go to www",
            "a\r\nb",
            "x\u{202e}y",
            &"a".repeat(33),
        ] {
            assert_eq!(ChangeNotice::plain_name(name), None, "{name:?}");
        }
    }

    #[test]
    fn debug_output_holds_no_address() {
        let notice = ChangeNotice {
            to: "ann@example.com".to_owned(),
            locale: None,
            change: Change::Added,
            method: Some(Method::Email),
            called: None,
            at: 1,
        };
        assert!(!format!("{notice:?}").contains("ann"));
        let text = serde_json::to_string(&notice).unwrap();
        assert_eq!(serde_json::from_str::<ChangeNotice>(&text).unwrap(), notice);
    }
}
