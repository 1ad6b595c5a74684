//! What is shown of methods that a person has.

use countersign_model::Timestamp;

use super::Method;

/// Lists what is set up. The buttons are `Add`, `Finish`, `NewCodes`, and about one of them `Rename`, `Remove` and
/// `Forget`.
#[derive(Clone, Debug)]
pub struct Methods {
    /// In the order in which they were set up. Recovery codes aren't among them.
    pub methods: Vec<Enrolled>,
    /// Whether a login takes two of them.
    pub needs_two: bool,
    /// Whether there is anything left to add.
    pub can_add: bool,
    /// How many recovery codes are left; nothing where there are none to be had.
    pub recovery_left: Option<u32>,
    /// Browsers that aren't asked, newest first.
    pub browsers: Vec<Browser>,
    /// Whether the person may leave: some services ask for a method, or two.
    pub can_finish: bool,
}

/// A method that a person has.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// What the form sends for it.
    pub value: String,
    /// Which kind.
    pub method: Method,
    /// The name that the person gave it.
    pub name: Option<String>,
    /// A masked address, a serial number.
    pub hint: Option<String>,
    /// When it was set up.
    pub added: Timestamp,
    /// When it last let the person in.
    pub used: Option<Timestamp>,
}

/// A browser that is remembered.
#[derive(Clone, Debug)]
pub struct Browser {
    /// What the form sends for it.
    pub value: String,
    /// `Firefox · Linux`; none where nobody knows.
    pub name: Option<String>,
    /// Whether it is the one that this page is shown in.
    pub is_this: bool,
    /// When it last came.
    pub used: Timestamp,
}

/// Asks whether to remove a method (`Remove` about it; `Back`). The last one can't be: the page then says why, and how it
/// is done.
#[derive(Clone, Debug)]
pub struct Remove {
    /// Which.
    pub method: Enrolled,
    /// Whether it is the last.
    pub is_last: bool,
}

/// Asks for a method's new name (`name`, `Rename` about it; `Back`).
#[derive(Clone, Debug)]
pub struct Rename {
    /// Which.
    pub method: Enrolled,
    /// What stands in the field: its name, or what was typed before.
    pub typed: String,
}
