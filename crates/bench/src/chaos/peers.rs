//! Three providers that carry text messages: one fails three of ten, one never answers, one is fine.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;
use tokio::net::TcpListener;

use super::ledger::Ledger;
use crate::http::Connection;

/// How a provider treats who asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Failing,
    Hanging,
    Fine,
}

const NAMES: [(&str, Manner); 3] =
    [("failing", Manner::Failing), ("hanging", Manner::Hanging), ("fine", Manner::Fine)];

const TAKEN: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
const BROKEN: &[u8] = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n";
const AWAY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";

/// What of a message is looked at.
#[derive(Deserialize)]
struct Message<'m> {
    to: &'m str,
    code: &'m str,
}

struct Peer {
    name: &'static str,
    manner: Manner,
    address: SocketAddr,
    asked: AtomicU64,
    ledger: Arc<Ledger>,
}

/// The three.
pub(crate) struct Peers(Vec<Arc<Peer>>);

impl Peers {
    /// Has them listen; what they take is written into `ledger`.
    ///
    /// # Errors
    /// When no port can be had.
    pub(crate) async fn listen(ledger: &Arc<Ledger>) -> io::Result<Self> {
        let mut peers = Vec::new();
        for (name, manner) in NAMES {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let address = listener.local_addr()?;
            let peer = Arc::new(Peer {
                name,
                manner,
                address,
                asked: AtomicU64::new(0),
                ledger: Arc::clone(ledger),
            });
            tokio::spawn(accept(listener, Arc::clone(&peer)));
            peers.push(peer);
        }
        Ok(Self(peers))
    }

    /// Their part of the server's configuration: each comes first for a third of the messages, then the others in turn.
    pub(crate) fn configuration(&self) -> String {
        let provider = |peer: &Arc<Peer>| {
            let (name, address) = (peer.name, peer.address);
            format!(
                "[[providers]]\nname = {name:?}\nkind = \"webhook\"\nurl = \"http://{address}/\"\n\
                 secret = \"of-a-benchmark-only\"\nchannels = [\"sms\"]\n"
            )
        };
        let names = NAMES.map(|(name, _)| name);
        let providers: String = self.0.iter().map(provider).collect();
        format!("{providers}[[routes]]\nchannel = \"sms\"\nproviders = {names:?}\nweights = [1, 1, 1]\n")
    }

    /// How often each was asked.
    pub(crate) fn asked(&self) -> String {
        let told = |peer: &Arc<Peer>| format!("{} {}", peer.name, peer.asked.load(Ordering::Relaxed));
        self.0.iter().map(told).collect::<Vec<_>>().join(", ")
    }
}

async fn accept(listener: TcpListener, peer: Arc<Peer>) {
    while let Ok((stream, _)) = listener.accept().await {
        let peer = Arc::clone(&peer);
        tokio::spawn(async move {
            if let Ok(connection) = Connection::new(stream) {
                // Who leaves is the server: it gave up waiting, or was killed.
                let _ = peer.converse(connection).await;
            }
        });
    }
}

impl Peer {
    async fn converse(&self, mut connection: Connection) -> io::Result<()> {
        while connection.receive().await? {
            let turn = self.asked.fetch_add(1, Ordering::Relaxed);
            let answer = match self.manner {
                // Until the server hangs up.
                Manner::Hanging => continue,
                Manner::Failing if fails(turn) => {
                    if turn.is_multiple_of(2) {
                        BROKEN
                    } else {
                        AWAY
                    }
                }
                Manner::Failing | Manner::Fine => {
                    if let Ok(message) = serde_json::from_slice::<Message<'_>>(connection.body()) {
                        self.ledger.taken(message.to, message.code);
                    }
                    TAKEN
                }
            };
            connection.send(answer).await?;
        }
        Ok(())
    }
}

/// Three of ten, in no order, the same in every run (the finalizer of SplitMix64).
fn fails(turn: u64) -> bool {
    let mixed = turn.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % 10 < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_of_ten_fail_and_not_in_a_pattern_that_a_breaker_would_never_see() {
        let many = 10_000;
        let failed = (0..many).filter(|turn| fails(*turn)).count();
        assert!((2900..=3100).contains(&failed), "{failed}");
        let in_a_row = (0..many - 5).filter(|turn| (*turn..turn + 5).all(fails)).count();
        assert!(in_a_row > 0);
    }
}
