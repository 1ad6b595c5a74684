//! A piece of work with a beginning and an end.

use std::borrow::Cow;

use crate::context::{Context, within};
use crate::recorder;

/// Which side of a conversation a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Work of this process alone.
    Internal,
    /// Somebody asked us.
    Server,
    /// We asked somebody.
    Client,
}

/// What an attribute says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A word.
    Text(Cow<'static, str>),
    /// A number.
    Number(i64),
}

/// A span that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its trace.
    pub trace: u128,
    /// Itself.
    pub span: u64,
    /// The one above it, ours or the caller's.
    pub parent: Option<u64>,
    /// What was done.
    pub name: Cow<'static, str>,
    /// On which side.
    pub kind: Kind,
    /// When it began, in nanoseconds since 1970.
    pub began: u64,
    /// When it ended.
    pub ended: u64,
    /// What else there is to say.
    pub attributes: Vec<(&'static str, Value)>,
    /// Whether it failed.
    pub has_failed: bool,
}

/// A span that goes on; it ends when it is dropped, also where work is given up halfway.
#[derive(Debug)]
pub struct Span {
    pub(crate) context: Context,
    pub(crate) record: Record,
}

impl Span {
    /// Gives it another name, once more is known.
    pub fn rename(&mut self, name: impl Into<Cow<'static, str>>) {
        self.record.name = name.into();
    }

    /// Says something of it. Never a path, an address, a code or a text.
    pub fn set(&mut self, key: &'static str, value: impl Into<Cow<'static, str>>) {
        self.record.attributes.push((key, Value::Text(value.into())));
    }

    /// Says a number of it.
    pub fn set_number(&mut self, key: &'static str, value: i64) {
        self.record.attributes.push((key, Value::Number(value)));
    }

    /// Says that it failed.
    pub fn fail(&mut self) {
        self.record.has_failed = true;
    }

    /// What belongs to it hands this on.
    #[must_use]
    pub const fn context(&self) -> Context {
        self.context
    }

    /// Does the work under this span.
    pub async fn around<F: Future>(&self, work: F) -> F::Output {
        within(Some(self.context), work).await
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        recorder::take(self);
    }
}
