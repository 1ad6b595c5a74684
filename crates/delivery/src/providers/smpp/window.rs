//! The messages of one bind that are not answered yet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::Message;

/// The largest sequence number (section 3.2); then they begin anew.
const LAST: u32 = 0x7FFF_FFFF;

/// How many looks an entry outlives whose sender no longer waits. Its answer may come late, or never.
const LOOKS: u8 = 2;

/// What the centre answered to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u32,
    /// The centre's name for the message.
    pub(super) id: Option<String>,
}

/// An answer for which nobody waits any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Late {
    pub(super) message: Message,
    pub(super) answer: Answer,
}

/// The window. Once closed it takes no more entries.
#[derive(Debug)]
pub(super) struct Window {
    room: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The number of our latest packet of any kind.
    sequence: u32,
    /// None once the connection is lost.
    entries: Option<HashMap<u32, Entry>>,
}

#[derive(Debug)]
struct Entry {
    message: Message,
    waiting: oneshot::Sender<Answer>,
    /// How often it was looked at with nobody waiting.
    looks: u8,
    /// Given back with the entry.
    _room: OwnedSemaphorePermit,
}

impl Window {
    /// A window for so many messages.
    pub(super) fn new(most: usize) -> Self {
        Self {
            room: Arc::new(Semaphore::new(most)),
            // Number 1 was the bind's.
            state: Mutex::new(State { sequence: 1, entries: Some(HashMap::new()) }),
        }
    }

    /// Room for one message, once there is some; nothing when the window closes.
    pub(super) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).acquire_owned().await.ok()
    }

    /// How many more messages could be handed over at once.
    pub(super) fn free(&self) -> usize {
        self.room.available_permits()
    }

    /// The number for a packet that isn't waited for here.
    pub(super) fn next_number(&self) -> u32 {
        self.state().next()
    }

    /// Notes a message and hands `write` its number, both before anything else is numbered. The answer comes to the
    /// receiver; when the connection is lost first it is dropped. Nothing when that has already happened.
    pub(super) fn enter(
        &self,
        message: &Message,
        room: OwnedSemaphorePermit,
        write: impl FnOnce(u32),
    ) -> Option<oneshot::Receiver<Answer>> {
        let (waiting, answer) = oneshot::channel();
        let mut state = self.state();
        let number = state.next();
        let entry = Entry { message: message.clone(), waiting, looks: 0, _room: room };
        state.entries.as_mut()?.insert(number, entry);
        write(number);
        Some(answer)
    }

    /// Hands an answer to whoever waits for it. An answer to nothing is ignored; one that comes too late is given back.
    pub(super) fn settle(&self, number: u32, answer: Answer) -> Option<Late> {
        let entry = self.state().entries.as_mut()?.remove(&number)?;
        let Entry { message, waiting, .. } = entry;
        waiting.send(answer).err().map(|answer| Late { message, answer })
    }

    /// Gives back the room of messages that were not answered long after their sender went away.
    pub(super) fn tidy(&self) {
        if let Some(entries) = self.state().entries.as_mut() {
            entries.retain(|_, entry| {
                entry.looks += u8::from(entry.waiting.is_closed());
                entry.looks <= LOOKS
            });
        }
    }

    /// Takes no more messages; those that are out can still be answered.
    pub(super) fn close(&self) {
        self.room.close();
    }

    /// Takes no more messages and gives up those that are out: who waits hears that no answer will come.
    pub(super) fn abandon(&self) {
        self.close();
        self.state().entries = None;
    }

    /// Whether all who wait have their answers.
    pub(super) fn is_settled(&self) -> bool {
        let state = self.state();
        state.entries.as_ref().is_none_or(|entries| entries.values().all(|entry| entry.waiting.is_closed()))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The next number that no message in the window has.
    fn next(&mut self) -> u32 {
        loop {
            self.sequence = if self.sequence >= LAST { 1 } else { self.sequence + 1 };
            if self.entries.as_ref().is_none_or(|entries| !entries.contains_key(&self.sequence)) {
                return self.sequence;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::example;

    fn answer(id: &str) -> Answer {
        Answer { status: 0, id: Some(id.to_owned()) }
    }

    fn message(delivery_id: &str) -> Message {
        Message { delivery_id: delivery_id.to_owned(), ..example("+15017122661") }
    }

    async fn enter(window: &Window, delivery_id: &str) -> (u32, oneshot::Receiver<Answer>) {
        let room = window.room().await.expect("room");
        let mut number = 0;
        let waiting = window.enter(&message(delivery_id), room, |given| number = given).expect("a place");
        (number, waiting)
    }

    #[tokio::test]
    async fn answers_find_their_messages_in_any_order_and_give_room_back() {
        let window = Window::new(2);
        let (one, waits_for_one) = enter(&window, "one").await;
        let (two, waits_for_two) = enter(&window, "two").await;
        assert_eq!((window.free(), one == two), (0, false));
        assert_eq!(window.settle(two, answer("2")), None);
        assert_eq!(window.settle(one, answer("1")), None);
        assert_eq!(waits_for_two.await, Ok(answer("2")));
        assert_eq!(waits_for_one.await, Ok(answer("1")));
        assert_eq!(window.free(), 2);
        // Told again, or of nothing that was asked.
        assert_eq!(window.settle(one, answer("1")), None);
        assert_eq!(window.settle(77, answer("1")), None);
    }

    #[tokio::test]
    async fn an_answer_for_which_nobody_waits_is_given_back_with_the_message_s_name() {
        let window = Window::new(1);
        let (number, waiting) = enter(&window, "one").await;
        drop(waiting);
        let late = Late { message: message("one"), answer: answer("1") };
        assert_eq!(window.settle(number, answer("1")), Some(late));
        assert_eq!(window.free(), 1);
    }

    #[tokio::test]
    async fn a_message_that_is_never_answered_does_not_keep_its_room_for_ever() {
        let window = Window::new(2);
        let (_, waiting) = enter(&window, "one").await;
        let (_, gone) = enter(&window, "two").await;
        drop(gone);
        for _ in 0..LOOKS {
            window.tidy();
            assert_eq!(window.free(), 0);
        }
        window.tidy();
        assert_eq!(window.free(), 1);
        drop(waiting);
    }

    #[tokio::test]
    async fn a_lost_connection_tells_all_who_wait_and_takes_nobody_more() {
        let window = Window::new(2);
        let (number, waiting) = enter(&window, "one").await;
        let room = window.room().await.expect("room");
        assert!(!window.is_settled());
        window.abandon();
        assert!(waiting.await.is_err());
        assert!(window.is_settled());
        assert!(window.room().await.is_none());
        assert!(window.enter(&message("two"), room, |_| panic!("nothing may be written")).is_none());
        assert_eq!(window.settle(number, answer("1")), None);
    }

    #[tokio::test]
    async fn numbers_begin_anew_and_pass_over_those_that_are_out() {
        let window = Window::new(1);
        let (number, _waiting) = enter(&window, "one").await;
        assert_eq!(number, 2);
        window.state().sequence = LAST - 1;
        assert_eq!([window.next_number(), window.next_number(), window.next_number()], [LAST, 1, 3]);
    }
}
