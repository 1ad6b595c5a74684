//! A listener that no other machine reaches.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

/// A listening socket on a loopback address. The proxy takes nothing else: it answers without credentials, and what it
/// tunnels would seem to come from this machine.
#[derive(Debug)]
pub struct Loopback(TcpListener);

impl Loopback {
    /// Listens at `address`; port 0 takes a free one.
    ///
    /// # Errors
    /// `InvalidInput` when the address is reached from elsewhere; otherwise when it is taken or not ours.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            let sentence = "the proxy listens on loopback only, such as 127.0.0.1:4011";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, sentence));
        }
        TcpListener::bind(address).await.map(Self)
    }

    /// The address it listens at.
    ///
    /// # Errors
    /// When the system doesn't say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    pub(crate) fn into_inner(self) -> TcpListener {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_that_others_reach_is_refused() {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
            let refused = Loopback::bind(address.parse().unwrap()).await.unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::InvalidInput, "{address}");
        }
        let listener = Loopback::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        assert!(listener.address().unwrap().ip().is_loopback());
    }
}
