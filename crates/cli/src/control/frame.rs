//! What travels back while a command is carried out.

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::Answer;
use crate::commands::{BAD_CONFIGURATION, Failure};

/// One line of what comes back: any number of the first two, then the end.
#[derive(Serialize, Deserialize)]
pub(crate) enum Frame {
    /// How far long work has come, for people.
    Progress(String),
    /// A piece of a long text, whole lines.
    Text(String),
    /// What it came to.
    End(Result<Answer, Refused>),
}

/// Why it was not done. The plain sentence is what the first release wrote and reads.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Refused {
    /// A failure of the usual kind.
    Plain(String),
    /// One with an exit code of its own.
    Coded {
        /// What to print.
        sentence: String,
        /// What to exit with.
        code: u8,
    },
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        let sentence = failure.to_string();
        match failure.code() {
            1 => Self::Plain(sentence),
            code => Self::Coded { sentence, code },
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Coded { sentence, code: BAD_CONFIGURATION } => Self::configuration(sentence),
            Refused::Plain(sentence) | Refused::Coded { sentence, .. } => Self::new(sentence),
        }
    }
}

/// Frames on their way at most: a slow reader slows the work, and nothing piles up.
pub(super) const ON_THE_WAY: usize = 4;

/// The way back to whoever asked.
#[derive(Clone)]
pub(crate) struct Reply(mpsc::Sender<Frame>);

impl Reply {
    /// A way back, and its other end.
    pub(super) fn new() -> (Self, mpsc::Receiver<Frame>) {
        let (sender, receiver) = mpsc::channel(ON_THE_WAY);
        (Self(sender), receiver)
    }

    /// Tells how far the work has come. Who has no time to listen misses it.
    pub(crate) fn progress(&self, sentence: String) {
        let _ = self.0.try_send(Frame::Progress(sentence));
    }

    /// Sends a piece of text and waits until there is room for it; false once nobody listens. Blocks.
    pub(crate) fn text(&self, piece: String) -> bool {
        self.0.blocking_send(Frame::Text(piece)).is_ok()
    }

    /// The last frame.
    pub(super) async fn end(self, outcome: Result<Answer, Failure>) {
        // Whoever asked may have left: then nobody has to be told.
        let _ = self.0.send(Frame::End(outcome.map_err(Refused::from))).await;
    }
}

/// Whoever asked, while it waits.
pub(crate) trait Listener {
    /// How far the work has come.
    fn progress(&mut self, sentence: &str);
    /// A piece of text.
    ///
    /// # Errors
    /// When it can't be kept; the work is then given up.
    fn text(&mut self, piece: &str) -> Result<(), Failure>;
}
