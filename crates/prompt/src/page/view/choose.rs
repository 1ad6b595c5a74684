//! Methods to choose from.

use super::Method;

/// A list of methods to choose from. Each is a button: [`crate::page::action::Action::Choose`] about its `value`.
#[derive(Clone, Debug)]
pub struct Choose {
    /// What for.
    pub aim: Aim,
    /// In the order in which they are offered.
    pub choices: Vec<Choice>,
    /// Whether there is a page to go back to (`Back`).
    pub can_go_back: bool,
}

/// What a method is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// To set it up, the first one.
    First,
    /// To set it up beside others.
    Add,
    /// To prove who it is, in place of the one before.
    AnotherWay,
}

/// One method that is offered.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What the form sends for it.
    pub value: String,
    /// Which kind.
    pub method: Method,
    /// What tells it from others of its kind: a masked address, a name that the person gave.
    pub hint: Option<String>,
}
