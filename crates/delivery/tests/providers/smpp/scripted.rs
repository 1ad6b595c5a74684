//! A centre that does what a test tells it to, octet by octet: it knows nothing of the code under test.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(super) const BIND_TRANSCEIVER: u32 = 0x09;
pub(super) const SUBMIT_SM: u32 = 0x04;
pub(super) const DELIVER_SM: u32 = 0x05;
pub(super) const UNBIND: u32 = 0x06;
pub(super) const ENQUIRE_LINK: u32 = 0x15;
pub(super) const NACK: u32 = 0x8000_0000;

/// A packet as it stands on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) id: u32,
    pub(super) status: u32,
    pub(super) number: u32,
    pub(super) body: Vec<u8>,
}

/// One connection, from the centre's side.
pub(super) struct Peer(TcpStream);

impl Peer {
    /// The next packet; nothing when the other side has hung up.
    pub(super) async fn read(&mut self) -> Option<Raw> {
        let mut header = [0; 16];
        self.0.read_exact(&mut header).await.ok()?;
        let word = |place: usize| u32::from_be_bytes(header[place..place + 4].try_into().expect("four"));
        let mut body = vec![0; word(0) as usize - 16];
        self.0.read_exact(&mut body).await.ok()?;
        Some(Raw { id: word(4), status: word(8), number: word(12), body })
    }

    /// The next packet with this command.
    pub(super) async fn wait_for(&mut self, id: u32) -> Raw {
        loop {
            let raw = self.read().await.unwrap_or_else(|| panic!("hung up before {id:#x}"));
            if raw.id == id {
                return raw;
            }
        }
    }

    pub(super) async fn write(&mut self, id: u32, status: u32, number: u32, body: &[u8]) {
        let length = u32::try_from(16 + body.len()).expect("a length");
        let mut packet: Vec<u8> =
            [length, id, status, number].iter().flat_map(|word| word.to_be_bytes()).collect();
        packet.extend(body);
        self.octets(&packet).await;
    }

    /// A client that has hung up is none of the centre's business.
    pub(super) async fn octets(&mut self, octets: &[u8]) {
        let _ = self.0.write_all(octets).await;
    }

    /// Answers `asked`.
    pub(super) async fn answer(&mut self, asked: &Raw, status: u32, body: &[u8]) {
        self.write(asked.id | NACK, status, asked.number, body).await;
    }

    /// Takes the bind.
    pub(super) async fn bind(&mut self) {
        let bind = self.wait_for(BIND_TRANSCEIVER).await;
        self.answer(&bind, 0, b"centre\0").await;
    }

    /// Takes every message from here on, and says yes to everything else.
    pub(super) async fn behave(&mut self) {
        while let Some(asked) = self.read().await {
            if asked.id & NACK == 0 {
                let body: &[u8] = if asked.id == SUBMIT_SM { b"well\0" } else { b"" };
                self.answer(&asked, 0, body).await;
            }
        }
    }

    /// Reads until the other side hangs up.
    pub(super) async fn rest(&mut self) -> Vec<Raw> {
        let mut all = Vec::new();
        while let Some(raw) = self.read().await {
            all.push(raw);
        }
        all
    }
}

/// A centre on a free loopback port, until the test ends.
pub(super) struct Scripted {
    pub(super) port: u16,
    connections: Arc<AtomicUsize>,
}

impl Scripted {
    /// Hands each connection to `behave`, with its place among all.
    pub(super) async fn start<F: Future<Output = ()> + Send + 'static>(
        behave: impl Fn(Peer, usize) -> F + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(behave(Peer(stream), count.fetch_add(1, Ordering::SeqCst)));
            }
        });
        Self { port, connections }
    }

    /// Ends once there were so many connections.
    pub(super) async fn connected(&self, times: usize) {
        while self.connections() < times {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// How many connections there were.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}
