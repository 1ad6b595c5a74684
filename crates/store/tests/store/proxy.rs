//! A wire between the store and PostgreSQL that can be cut at COMMIT.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Where the wire is cut, once.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Cut {
    Nowhere,
    /// COMMIT never reaches the server.
    BeforeCommit,
    /// COMMIT is done and its answer never comes back.
    AfterCommit,
}

/// A proxy on a port of its own.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    cut: Arc<AtomicU8>,
    refuses: Arc<AtomicBool>,
}

impl Proxy {
    /// Listens, and passes every connection on to `server` (host and port).
    pub(crate) async fn start(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let cut = Arc::new(AtomicU8::new(Cut::Nowhere as u8));
        let refuses = Arc::new(AtomicBool::new(false));
        let (armed, closed) = (Arc::clone(&cut), Arc::clone(&refuses));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if closed.load(Ordering::SeqCst) {
                    continue;
                }
                let server = TcpStream::connect(&server).await.expect("the server answers");
                tokio::spawn(pass(client, server, Arc::clone(&armed)));
            }
        });
        Self { port, cut, refuses }
    }

    /// Cuts the next wire that a COMMIT goes over.
    pub(crate) fn cut(&self, cut: Cut) {
        self.cut.store(cut as u8, Ordering::SeqCst);
    }

    /// Whether new connections are hung up on; those that live are left alone.
    pub(crate) fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }
}

/// Whether this is the end of a simple query that says COMMIT.
fn holds_commit(bytes: &[u8]) -> bool {
    bytes.windows(7).any(|window| window == b"COMMIT\0")
}

/// Passes bytes both ways; returning drops both ends, which is the cut.
async fn pass(mut client: TcpStream, mut server: TcpStream, cut: Arc<AtomicU8>) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(many @ 1..) = read else { return };
                let wanted = if holds_commit(&up[..many]) { cut.swap(Cut::Nowhere as u8, Ordering::SeqCst) } else { 0 };
                if wanted == Cut::BeforeCommit as u8 {
                    return;
                }
                if server.write_all(&up[..many]).await.is_err() {
                    return;
                }
                if wanted == Cut::AfterCommit as u8 {
                    // The server tells that it is idle, outside a transaction, when COMMIT is done.
                    let mut said = Vec::new();
                    while !said.ends_with(b"Z\0\0\0\x05I") {
                        match server.read(&mut down).await {
                            Ok(many @ 1..) => said.extend_from_slice(&down[..many]),
                            _ => return,
                        }
                    }
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Ok(many @ 1..) = read else { return };
                if client.write_all(&down[..many]).await.is_err() {
                    return;
                }
            }
        }
    }
}
