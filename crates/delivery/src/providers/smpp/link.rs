//! One connection that is kept up.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::connect::Centre;
use super::line::{Line, Lines};
use super::session::{Around, Session, stopped};
use super::{Unbound, status};

/// How long the first wait is before it is tried again, and the longest.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How much later each further connection tries than the one before it, so that they don't all come at once.
const STAGGER: Duration = Duration::from_millis(250);

/// What a bind is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Messages one way, receipts the other.
    Transceiver,
    /// Messages.
    Transmitter,
    /// Receipts.
    Receiver,
}

impl Role {
    pub(super) const fn sends(self) -> bool {
        matches!(self, Self::Transceiver | Self::Transmitter)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Transceiver => "transceiver",
            Self::Transmitter => "transmitter",
            Self::Receiver => "receiver",
        }
    }
}

/// One of a provider's connections.
pub(super) struct Link {
    pub(super) role: Role,
    /// Its place among the provider's connections.
    place: u32,
    window: usize,
    /// Why it is not bound, when it isn't.
    unbound: Mutex<Unbound>,
}

impl Link {
    pub(super) const fn new(role: Role, place: u32, window: usize) -> Self {
        Self { role, place, window, unbound: Mutex::new(Unbound::NotYet) }
    }

    /// Why it is not bound, or was not the last time.
    pub(super) fn why(&self) -> Unbound {
        self.unbound.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps it up until `stop` says true.
    pub(super) async fn keep(
        &self,
        centre: &Centre,
        lines: &Lines,
        around: &Around,
        mut stop: watch::Receiver<bool>,
    ) {
        let mut failures = 0;
        while !*stop.borrow() && stop.has_changed().is_ok() {
            let bound = tokio::select! {
                bound = centre.bind(self.role, around.answer) => bound,
                () = stopped(&mut stop) => return,
            };
            let why = match bound {
                Ok(wire) => {
                    tracing::info!(
                        provider = around.provider,
                        bind = self.role.as_str(),
                        "bound to the centre"
                    );
                    failures = 0;
                    let (line, to_write) = Line::new(self.window);
                    let line = Arc::new(line);
                    let session =
                        Session::new(around, Arc::clone(&line), wire.incoming, wire.writer, to_write);
                    let _listed = self.role.sends().then(|| Listed::new(lines, &line));
                    session.run(&mut stop).await
                }
                Err(why) => why,
            };
            self.note(why, around);
            let wait = wait(failures) + STAGGER * self.place;
            failures += 1;
            tokio::select! {
                () = sleep(wait) => {}
                () = stopped(&mut stop) => return,
            }
        }
    }

    /// Remembers why it is not bound, and says so the first time.
    fn note(&self, why: Unbound, around: &Around) {
        let mut known = self.unbound.lock().unwrap_or_else(PoisonError::into_inner);
        let (provider, bind) = (&around.provider, self.role.as_str());
        match &why {
            Unbound::Stopped => tracing::info!(provider, bind, "unbound from the centre"),
            why if *why != *known => {
                tracing::warn!(provider, bind, %why, "not bound to the centre; it is tried again")
            }
            _ => {}
        }
        *known = why;
    }
}

/// A line that others may find, until this is dropped; then those who wait on it hear that it is lost.
struct Listed<'l> {
    lines: &'l Lines,
    line: Arc<Line>,
}

impl<'l> Listed<'l> {
    fn new(lines: &'l Lines, line: &Arc<Line>) -> Self {
        lines.add(Arc::clone(line));
        Self { lines, line: Arc::clone(line) }
    }
}

impl Drop for Listed<'_> {
    fn drop(&mut self) {
        self.lines.remove(&self.line);
        self.line.window.abandon();
    }
}

/// The wait after so many failures in a row. Without chance, so that it can be told; nodes that lost the same centre
/// come back as far apart as they noticed.
fn wait(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures)).min(LONGEST_WAIT)
}

/// The status with which a centre said that this account is bound already: it knows us.
pub(super) fn knows_us(why: &Unbound) -> bool {
    *why == Unbound::Refused(status::ALREADY_BOUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute() {
        let seconds = |failures| wait(failures).as_secs();
        assert_eq!([0, 1, 2, 3, 4, 5, 40].map(seconds), [1, 2, 4, 8, 16, 30, 30]);
    }
}
