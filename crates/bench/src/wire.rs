//! Listens to what a server says to PostgreSQL: which statements, in which round trips.
//!
//! A proxy that understands as much of the protocol (version 3) as names statements: Parse, Bind and Query.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::{Outcome, bad};

/// The statements of one transaction, by round trip.
pub(crate) type Transaction = Vec<Vec<String>>;

/// The first word of a session.
const VERSION_3: [u8; 4] = 196_608_u32.to_be_bytes();

/// A tap before a PostgreSQL server.
pub(crate) struct Tap {
    url: String,
    heard: Arc<Mutex<Vec<Transaction>>>,
}

impl Tap {
    /// Stands before the server that `url` names until the program ends. On a thread of its own: whoever starts a server
    /// blocks until it has spoken to its database.
    ///
    /// # Errors
    /// When the URL has no host or no port can be had.
    pub(crate) fn before(url: &str) -> Outcome<Self> {
        let host =
            url.split_once('@').and_then(|(_, rest)| rest.split_once('/')).map(|(host, _)| host.to_owned());
        let host = host.ok_or_else(|| bad("the URL of PostgreSQL names no user, host and database"))?;
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let tapped = url.replace(&host, &listener.local_addr()?.to_string());
        let heard: Arc<Mutex<Vec<Transaction>>> = Arc::default();
        let listening = Arc::clone(&heard);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::spawn(move || runtime.block_on(pass_on(listener, host, listening)));
        Ok(Self { url: tapped, heard })
    }

    /// Under which the tap is reached.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// The transactions that were committed so far, in their order.
    pub(crate) fn transactions(&self) -> Vec<Transaction> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Connects everybody who comes to the server.
async fn pass_on(listener: std::net::TcpListener, host: String, heard: Arc<Mutex<Vec<Transaction>>>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    while let Ok((client, _)) = listener.accept().await {
        let Ok(server) = TcpStream::connect(&host).await else { continue };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let answered = Arc::new(AtomicBool::new(true));
        tokio::spawn(answer(from_server, to_client, Arc::clone(&answered)));
        tokio::spawn(listen(from_client, to_server, answered, Arc::clone(&heard)));
    }
}

/// Passes answers on, and notes that there was one.
async fn answer(mut server: OwnedReadHalf, mut client: OwnedWriteHalf, answered: Arc<AtomicBool>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(many @ 1..) = server.read(&mut bytes).await {
        answered.store(true, Ordering::SeqCst);
        if client.write_all(&bytes[..many]).await.is_err() {
            return;
        }
    }
}

/// Passes requests on and writes down what they are.
async fn listen(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    answered: Arc<AtomicBool>,
    heard: Arc<Mutex<Vec<Transaction>>>,
) {
    let mut ear = Ear::default();
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(many @ 1..) = client.read(&mut bytes).await {
        // What is sent before an answer came travels with what was sent before.
        if answered.swap(false, Ordering::SeqCst) {
            ear.transaction.push(Vec::new());
        }
        let ended = ear.hear(&bytes[..many]);
        heard.lock().unwrap_or_else(PoisonError::into_inner).extend(ended);
        if server.write_all(&bytes[..many]).await.is_err() {
            return;
        }
    }
}

/// What one connection has said.
#[derive(Default)]
struct Ear {
    unread: Vec<u8>,
    has_begun: bool,
    named: HashMap<Vec<u8>, String>,
    transaction: Transaction,
}

impl Ear {
    /// Takes more bytes in; gives the transactions that they end.
    fn hear(&mut self, bytes: &[u8]) -> Vec<Transaction> {
        self.unread.extend_from_slice(bytes);
        let mut ended = Vec::new();
        // Until the one that begins the session, messages have no type in front of their length.
        loop {
            let kind = usize::from(self.has_begun);
            let length = self.unread.get(kind..kind + 4).and_then(|four| four.try_into().ok());
            let Some(length) = length.map(|four| u32::from_be_bytes(four) as usize) else { break };
            if self.unread.len() < kind + length {
                break;
            }
            let message: Vec<u8> = self.unread.drain(..kind + length).collect();
            if self.has_begun {
                ended.extend(self.understand(message[0], &message[5..]));
            } else {
                // Others ask whether the server speaks TLS.
                self.has_begun = message.get(4..8) == Some(&VERSION_3);
            }
        }
        ended
    }

    fn understand(&mut self, kind: u8, body: &[u8]) -> Option<Transaction> {
        let mut texts = body.split(|byte| *byte == 0);
        let mut text = || texts.next().unwrap_or_default();
        let spoken = match kind {
            b'P' => {
                let (name, statement) = (text().to_vec(), plain(text()));
                self.named.insert(name, statement);
                return None;
            }
            b'B' => {
                let (_portal, name) = (text(), text());
                self.named.get(name)?.clone()
            }
            b'Q' => plain(text()),
            _ => return None,
        };
        let ends = spoken == "COMMIT" || spoken == "ROLLBACK";
        if spoken.starts_with("BEGIN") {
            self.transaction = vec![Vec::new()];
        }
        let is_kept = spoken == "COMMIT";
        self.transaction.last_mut()?.push(spoken);
        if !ends {
            return None;
        }
        let mut transaction = std::mem::take(&mut self.transaction);
        // Preparing a statement for the first time is a round trip in which none is run.
        transaction.retain(|trip| !trip.is_empty());
        is_kept.then_some(transaction)
    }
}

/// A statement in one line.
pub(crate) fn plain(statement: &[u8]) -> String {
    let text = String::from_utf8_lossy(statement);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u32 + 4).to_be_bytes();
        [&[kind], &length[..], body].concat()
    }

    #[test]
    fn statements_are_heard_by_name_even_in_pieces_and_only_what_was_committed() {
        let mut ear = Ear::default();
        let hello = |word: u32| [8_u32.to_be_bytes(), word.to_be_bytes()].concat();
        let spoken = [
            hello(80_877_103),
            hello(196_608),
            message(b'P', b"s1\0SELECT  1\n FROM t\0\0\0"),
            message(b'Q', b"BEGIN\0"),
            message(b'B', b"\0s1\0"),
            message(b'Q', b"ROLLBACK\0"),
            message(b'Q', b"BEGIN\0"),
            message(b'B', b"\0s1\0"),
            message(b'Q', b"COMMIT\0"),
        ]
        .concat();
        let heard: Vec<Transaction> = spoken.chunks(3).flat_map(|piece| ear.hear(piece)).collect();
        assert_eq!(heard, [[["BEGIN", "SELECT 1 FROM t", "COMMIT"].map(str::to_owned).to_vec()]]);
    }
}
