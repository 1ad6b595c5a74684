//! Showing people how far long work has come.

use std::io::{IsTerminal, Write};

use super::frame::Listener;
use crate::commands::Failure;

/// Shows progress on standard error where a person looks on: one line, written over and over.
#[derive(Default)]
pub(crate) struct Progress {
    shown: usize,
}

impl Progress {
    /// Shows a sentence in place of the one before.
    pub(crate) fn show(&mut self, sentence: &str) {
        let mut out = std::io::stderr().lock();
        if out.is_terminal() {
            // A terminal that went away is no reason to stop.
            let _ = write!(out, "\r{sentence:width$}", width = self.shown).and_then(|()| out.flush());
            self.shown = sentence.chars().count();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown > 0 {
            eprint!("\r{:width$}\r", "", width = self.shown);
        }
    }
}

impl Listener for Progress {
    fn progress(&mut self, sentence: &str) {
        self.show(sentence);
    }

    fn text(&mut self, _: &str) -> Result<(), Failure> {
        Err(Failure::new("the server sent what this command didn't ask for: is it of another version?"))
    }
}
