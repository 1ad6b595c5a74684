//! What was found.

use serde_json::json;

use crate::control::Answer;

const OK: &str = "ok";
const WARNING: &str = "warning";
const BAD: &str = "must be mended";

/// One check and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    check: String,
    state: String,
    /// What was seen, and what to do where it is not as it should be.
    what: String,
}

impl Finding {
    fn new(check: &str, state: &str, what: &dyn std::fmt::Display) -> Self {
        Self { check: check.to_owned(), state: state.to_owned(), what: what.to_string() }
    }

    /// As it should be.
    pub(super) fn good(check: &str, what: impl std::fmt::Display) -> Self {
        Self::new(check, OK, &what)
    }

    /// Works, and may not always.
    pub(super) fn doubtful(check: &str, what: impl std::fmt::Display) -> Self {
        Self::new(check, WARNING, &what)
    }

    /// Doesn't work, or loses data.
    pub(super) fn bad(check: &str, what: impl std::fmt::Display) -> Self {
        Self::new(check, BAD, &what)
    }

    /// Whether it is not bad.
    pub(super) fn stands(&self) -> bool {
        self.state != BAD
    }

    #[cfg(test)]
    pub(super) fn state(&self) -> &str {
        &self.state
    }
}

/// What was found, in the order of looking.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one; tells whether what hangs on it may be looked at too.
    pub(super) fn add(&mut self, finding: Finding) -> bool {
        let stands = finding.stands();
        self.0.push(finding);
        stands
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    pub(super) fn to_be_mended(&self) -> usize {
        self.0.iter().filter(|finding| !finding.stands()).count()
    }

    pub(super) fn to_answer(&self) -> Answer {
        let row = |it: &Finding| [json!(it.check), json!(it.state), json!(it.what)];
        Answer::table(["check", "state", "what"], self.0.iter().map(row))
    }

    /// What the server found, as it answered.
    pub(super) fn from_answer(answer: &Answer) -> Option<Self> {
        let Answer::Table { rows, .. } = answer else { return None };
        let read = |row: &Vec<serde_json::Value>| match &row[..] {
            [check, state, what] => Some(Finding {
                check: check.as_str()?.to_owned(),
                state: state.as_str()?.to_owned(),
                what: what.as_str()?.to_owned(),
            }),
            _ => None,
        };
        rows.iter().map(read).collect::<Option<_>>().map(Self)
    }
}
