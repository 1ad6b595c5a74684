//! What a form of the pages sends.
//!
//! Every page posts to one address. Beside the fields below, a post holds the one button that was pressed, as
//! `action`: a word, and behind a space what it is about, if it is about one thing of several.

use std::fmt;

/// The form token, as the page was given it.
pub const CSRF: &str = "csrf";
/// The step that the page was made for, as it was given it.
pub const STEP: &str = "step";
/// The button that was pressed; see [`Pressed`].
pub const ACTION: &str = "action";
/// A telephone number, as typed.
pub const PHONE: &str = "phone";
/// An e-mail address, as typed.
pub const EMAIL: &str = "email";
/// A code, as typed or pasted: perhaps with spaces. Of a hardware token that is set up, the first of two.
pub const CODE: &str = "code";
/// The code that a hardware token showed next.
pub const NEXT_CODE: &str = "next_code";
/// The serial number on a hardware token, as typed.
pub const SERIAL: &str = "serial";
/// What a method is to be called.
pub const NAME: &str = "name";
/// `yes` when the person says that the recovery codes are in a safe place.
pub const SAVED: &str = "saved";
/// `yes` when this browser is to be remembered.
pub const REMEMBER: &str = "remember";

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What a button does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

actions! {
    /// Goes on with what the page asks for: a code, an address, a name, a confirmation.
    Continue = "continue",
    /// Takes one of the choices; about its value.
    Choose = "choose",
    /// Sends a code by text message.
    Sms = "sms",
    /// Calls and reads a code out.
    Call = "call",
    /// Sends the code, or the question to a device, again.
    Again = "again",
    /// Leaves this method for the list of the others.
    Another = "another",
    /// Goes back to the number or address, to mend it.
    Change = "change",
    /// Goes to the list of what can be set up.
    Add = "add",
    /// Asks for a new name; about the method.
    Rename = "rename",
    /// Asks whether to remove a method; about the method.
    Remove = "remove",
    /// Makes new recovery codes in place of the old ones.
    NewCodes = "new-codes",
    /// Goes on in a browser that is remembered.
    Remembered = "remembered",
    /// Forgets a remembered browser; about the browser.
    Forget = "forget",
    /// Goes back to the list without a change.
    Back = "back",
    /// Ends a set-up and returns to the application.
    Finish = "finish",
    /// Gives the whole up and returns to the application.
    Cancel = "cancel",
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The button that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed<'a> {
    /// What it does.
    pub action: Action,
    /// What it is about, where the page offered several: the `value` of a choice, a method or a browser. It comes
    /// from outside and may be any text.
    pub about: Option<&'a str>,
}

impl<'a> Pressed<'a> {
    /// Reads the field [`ACTION`]. Nothing for what no button of ours says.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (word, about) = match text.split_once(' ') {
            Some((word, about)) => (word, Some(about)),
            None => (text, None),
        };
        let action = Action::ALL.iter().copied().find(|action| action.as_str() == word)?;
        Some(Self { action, about })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_is_read_with_what_it_is_about() {
        for action in Action::ALL.iter().copied() {
            assert_eq!(Pressed::parse(action.as_str()), Some(Pressed { action, about: None }));
        }
        assert_eq!(
            Pressed::parse("remove YF1 2"),
            Some(Pressed { action: Action::Remove, about: Some("YF1 2") })
        );
        for text in ["", " ", "Remove YF1", "removeYF1", " remove", "submit"] {
            assert_eq!(Pressed::parse(text), None, "{text:?}");
        }
    }
}
