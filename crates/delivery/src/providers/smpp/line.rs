//! Bound connections, as seen by those who send.

use std::cmp::Reverse;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use bytes::Bytes;
use rusmpp_core::pdus::owned::{Pdu, SubmitSm};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::packet::write;
use super::status;
use super::window::{Answer, Window};
use crate::Message;

/// How many answers to the centre's own packets may wait to be written, beside the window's messages.
const MOST_UNREAD: usize = 2000;

/// Something to write.
#[derive(Debug)]
pub(super) enum Out {
    /// A packet.
    Packet(Bytes),
    /// The last one: then our side is closed.
    Last(Bytes),
}

/// One bind that takes messages.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) window: Window,
    out: mpsc::Sender<Out>,
    /// Whether there was no place for a packet: the centre asks and doesn't read.
    overflown: AtomicBool,
}

impl Line {
    /// A line, and where its packets come out to be written.
    pub(super) fn new(window: usize) -> (Self, mpsc::Receiver<Out>) {
        let (out, to_write) = mpsc::channel(window + MOST_UNREAD);
        (Self { window: Window::new(window), out, overflown: AtomicBool::new(false) }, to_write)
    }

    /// Writes a part of `message`. From here on it may have been taken, until the answer says that it was not. Nothing when the
    /// line is no more: then it surely was not.
    pub(super) fn submit(
        &self,
        packet: SubmitSm,
        message: &Message,
        room: OwnedSemaphorePermit,
    ) -> Option<oneshot::Receiver<Answer>> {
        self.window.enter(message, room, |number| self.put(Out::Packet(write(status::OK, number, packet))))
    }

    /// Writes a packet that is asked by us and not waited for here.
    pub(super) fn ask(&self, pdu: Pdu) {
        self.put(Out::Packet(write(status::OK, self.window.next_number(), pdu)));
    }

    /// Writes an answer to the centre's packet `number`.
    pub(super) fn answer(&self, number: u32, status: u32, pdu: impl Into<Pdu>) {
        self.put(Out::Packet(write(status, number, pdu)));
    }

    /// Writes a last answer.
    pub(super) fn answer_at_last(&self, number: u32, status: u32, pdu: impl Into<Pdu>) {
        self.put(Out::Last(write(status, number, pdu)));
    }

    /// Whether a packet got lost for want of a place: then the connection is of no more use.
    pub(super) fn is_overflown(&self) -> bool {
        self.overflown.load(Ordering::Relaxed)
    }

    /// A writer that is gone ends its session, which tells everybody.
    fn put(&self, out: Out) {
        if let Err(TrySendError::Full(_)) = self.out.try_send(out) {
            self.overflown.store(true, Ordering::Relaxed);
        }
    }
}

/// Waits for room on one line.
type Waiting = dyn Future<Output = Option<(Arc<Line>, OwnedSemaphorePermit)>> + Send;

/// The lines that are there.
#[derive(Debug, Default)]
pub(super) struct Lines(Mutex<Vec<Arc<Line>>>);

impl Lines {
    pub(super) fn add(&self, line: Arc<Line>) {
        self.lock().push(line);
    }

    pub(super) fn remove(&self, line: &Arc<Line>) {
        self.lock().retain(|known| !Arc::ptr_eq(known, line));
    }

    /// Whether no line takes messages.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Room for a message on the line that has the most of it, or on the first that gets some. Nothing when there is no
    /// line, or all went away meanwhile.
    pub(super) async fn room(&self) -> Option<(Arc<Line>, OwnedSemaphorePermit)> {
        let mut waiting: Vec<Pin<Box<Waiting>>> = Vec::new();
        for line in self.by_room() {
            waiting.push(Box::pin(async move {
                let room = line.window.room().await?;
                Some((line, room))
            }));
        }
        poll_fn(|context| {
            let mut found = None;
            waiting.retain_mut(|line| {
                // A line without room for ever is out of the question; once one is found, the others are.
                found.is_none()
                    && match line.as_mut().poll(context) {
                        Poll::Pending => true,
                        Poll::Ready(room) => {
                            found = room;
                            false
                        }
                    }
            });
            if found.is_none() && !waiting.is_empty() { Poll::Pending } else { Poll::Ready(found) }
        })
        .await
    }

    /// The roomiest first; of equals, each in turn.
    fn by_room(&self) -> Vec<Arc<Line>> {
        let mut lines = self.lock();
        if !lines.is_empty() {
            lines.rotate_left(1);
        }
        let mut lines = lines.clone();
        lines.sort_by_key(|line| Reverse(line.window.free()));
        lines
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Line>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize, window: usize) -> (Lines, Vec<Arc<Line>>) {
        let lines = Lines::default();
        let all: Vec<_> = (0..count).map(|_| Arc::new(Line::new(window).0)).collect();
        for line in &all {
            lines.add(Arc::clone(line));
        }
        (lines, all)
    }

    #[tokio::test]
    async fn the_line_with_the_most_room_is_taken_and_equals_in_turn() {
        assert!(Lines::default().room().await.is_none());
        let (lines, all) = lines(3, 2);
        let mut rooms = Vec::new();
        for free in [[1, 2, 2], [1, 1, 2], [1, 1, 1], [0, 1, 1]] {
            rooms.push(lines.room().await.expect("room"));
            let mut left: Vec<_> = all.iter().map(|line| line.window.free()).collect();
            left.sort_unstable();
            let mut expected = free.to_vec();
            expected.sort_unstable();
            assert_eq!(left, expected);
        }
        lines.remove(&all[1]);
        rooms.clear();
        for _ in 0..3 {
            assert!(!Arc::ptr_eq(&lines.room().await.expect("room").0, &all[1]));
        }
    }

    #[tokio::test]
    async fn whoever_waits_gets_the_first_room_on_any_line_and_hears_when_none_is_left() {
        let (lines, all) = lines(2, 1);
        let (_first, second) = (lines.room().await, lines.room().await.expect("room"));
        let freed = Arc::clone(&second.0);
        let (waited, ()) = tokio::join!(lines.room(), async { drop(second) });
        assert!(Arc::ptr_eq(&waited.as_ref().expect("room").0, &freed));
        let (none, ()) = tokio::join!(lines.room(), async {
            all[0].window.close();
            all[1].window.abandon();
        });
        assert!(none.is_none());
    }

    #[test]
    fn a_centre_that_asks_and_does_not_read_is_noticed_before_memory_is() {
        let (line, _unread) = Line::new(1);
        for _ in 0..=MOST_UNREAD {
            line.ask(Pdu::EnquireLink);
            assert!(!line.is_overflown());
        }
        line.ask(Pdu::EnquireLink);
        assert!(line.is_overflown());
    }
}
