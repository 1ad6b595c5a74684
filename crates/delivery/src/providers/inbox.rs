//! The local inbox, for development: messages go nowhere and can be read on a page.
//!
//! With a file, a message is in it before the send is `Accepted`: whoever was told "sent" finds it again after a
//! `kill -9`. It is not synced to the disk, so a power cut may lose the last ones; nobody's login hangs on those.
//!
//! The file is written under a mutex right in the send, not by `spawn_blocking`: one line of a kilobyte goes to the
//! page cache in microseconds, less than a thread takes to wake, and the order in the file stays that of the ids.

mod file;

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_model::{Channel, Fate, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use self::file::InboxFile;
use crate::{Message, Provider, Sending};

/// How many messages are kept; older ones fall out.
const KEPT: usize = 1000;

/// How far a subscriber may fall behind before it misses messages.
const BACKLOG: usize = 256;

/// A message as the inbox shows it. Holds the code: that is what the inbox is for.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct InboxMessage {
    /// Rises by one with every message, also across restarts.
    pub id: u64,
    /// The whole address.
    pub to: String,
    /// The channel it would have travelled by.
    pub channel: String,
    /// The code by itself; empty where a call asks for an approval, and where a mail tells of a change.
    pub code: String,
    /// Whether it is a call that waits for keys.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_for_keys: bool,
    /// The whole text.
    pub text: String,
    /// The subject of an e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The HTML of an e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The language of the text.
    pub locale: String,
    /// The service's name.
    pub sender: String,
    /// The attempt it belongs to.
    pub attempt_sid: String,
    /// When it was taken, ISO 8601.
    pub at: String,
}

impl InboxMessage {
    fn new(id: u64, message: &Message, now: Timestamp) -> Self {
        Self {
            id,
            to: message.to.as_str().to_owned(),
            channel: message.channel.as_str().to_owned(),
            code: message.code.clone(),
            asks_for_keys: message.asks_for_keys,
            text: message.text.clone(),
            subject: message.subject.clone(),
            html: message.html.clone(),
            locale: message.locale.clone(),
            sender: message.sender_name.clone(),
            attempt_sid: message.delivery_id.clone(),
            at: now.to_string(),
        }
    }
}

/// Without code, text or address, so that no log shows by accident what the page shows on purpose.
impl std::fmt::Debug for InboxMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InboxMessage")
            .field("id", &self.id)
            .field("attempt_sid", &self.attempt_sid)
            .finish_non_exhaustive()
    }
}

/// Keeps the last 1,000 messages for reading.
pub struct Inbox {
    shelf: Mutex<Shelf>,
    news: broadcast::Sender<Arc<InboxMessage>>,
}

struct Shelf {
    /// Oldest first.
    messages: VecDeque<Arc<InboxMessage>>,
    next_id: u64,
    file: Option<InboxFile>,
}

impl Inbox {
    /// An inbox in memory or, with a `path`, one that is still there after a restart. The file is made for its owner
    /// only (mode 0600), because it holds codes; lines in it that can't be read are passed over.
    ///
    /// # Errors
    /// When the file can't be read or written.
    pub fn open(path: Option<PathBuf>) -> io::Result<Self> {
        let (file, messages) = match path {
            Some(path) => {
                let (file, messages) = InboxFile::open(path, KEPT)?;
                (Some(file), messages)
            }
            None => (None, VecDeque::new()),
        };
        let next_id = messages.iter().map(|message| message.id).max().unwrap_or(0).saturating_add(1);
        let shelf = Mutex::new(Shelf { messages, next_id, file });
        Ok(Self { shelf, news: broadcast::Sender::new(BACKLOG) })
    }

    /// The newest messages first, at most `limit`; with `to`, only those for exactly this address.
    #[must_use]
    pub fn list(&self, to: Option<&str>, limit: usize) -> Vec<InboxMessage> {
        let shelf = self.shelf();
        let wanted = |message: &&Arc<InboxMessage>| to.is_none_or(|to| message.to == to);
        shelf
            .messages
            .iter()
            .rev()
            .filter(wanted)
            .take(limit)
            .map(|message| message.as_ref().clone())
            .collect()
    }

    /// Every message from now on, as it comes in.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<InboxMessage>> {
        self.news.subscribe()
    }

    fn keep(&self, message: &Message, now: Timestamp) -> Fate {
        let mut shelf = self.shelf();
        let fate = Fate::accepted(None);
        // A try that is repeated after a crash was shown already. Newest first: that is where a repetition is.
        if shelf.messages.iter().rev().any(|kept| kept.attempt_sid == message.delivery_id) {
            return fate;
        }
        let kept = Arc::new(InboxMessage::new(shelf.next_id, message, now));
        let Shelf { messages, next_id, file } = &mut *shelf;
        if let Some(file) = file
            && let Err(error) = file.append(&kept)
        {
            return Fate::Retryable { reason: format!("the inbox file can't be written: {error}") };
        }
        *next_id = next_id.saturating_add(1);
        messages.push_back(Arc::clone(&kept));
        if messages.len() > KEPT {
            messages.pop_front();
        }
        if let Some(file) = file {
            file.shrink_if_long(messages);
        }
        // Told under the lock, so that subscribers see the ids in order. Nobody listening is no fault.
        let _ = self.news.send(kept);
        fate
    }

    /// The lock is only held by code that can't leave the shelf half changed, so a poisoned one is still good.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Provider for Inbox {
    fn name(&self) -> &'static str {
        "inbox"
    }

    fn channels(&self) -> &[Channel] {
        &Channel::ALL
    }

    /// Its page does.
    fn asks_for_keys(&self) -> bool {
        true
    }

    fn forget(&self, is_meant: &dyn Fn(&str) -> bool) -> Result<u64, String> {
        let mut shelf = self.shelf();
        let before = shelf.messages.len();
        shelf.messages.retain(|message| !is_meant(&message.to));
        let gone = before - shelf.messages.len();
        let Shelf { messages, file, .. } = &mut *shelf;
        if gone > 0
            && let Some(file) = file
        {
            file.write_anew(messages).map_err(|error| format!("the inbox file can't be written: {error}"))?;
        }
        Ok(gone as u64)
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        Box::pin(async move { self.keep(message, now) })
    }
}
