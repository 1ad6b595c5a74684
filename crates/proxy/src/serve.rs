//! The proxy's listener and what becomes of each connection.

use std::fmt;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use countersign_web::{Limits, Peer, Stopping, WriteStall, accept, converse, tls};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;

use crate::connect::connect;
use crate::{LocalCa, Loopback, Rules, Target, VerifyHost, Way, tunnel};

/// What the proxy does with whom.
#[derive(Debug)]
pub struct Proxy {
    /// Who signs for Verify's names.
    pub ca: LocalCa,
    /// What answers as Verify. The client reached it by https under the name in its `Host`.
    pub router: Router,
    /// What becomes of other hosts.
    pub rules: Rules,
    /// How much of it clients may hold. The handshake and the opening of a tunnel have [`Limits::header_read`] each.
    pub limits: Limits,
    /// How long a tunnel may be silent.
    pub idle: Duration,
}

/// Where a client was led.
enum Led {
    Verify(VerifyHost),
    Other(TcpStream),
}

/// Serves clients at `listener` until `shutdown` completes; then requests in work have [`Limits::drain`] to end.
///
/// # Errors
/// When the listener itself is unusable.
pub async fn serve(listener: Loopback, proxy: Proxy, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let proxy = Arc::new(proxy);
    let limits = proxy.limits.clone();
    let each = move |stream, peer, stopping| proxy.clone().receive(stream, peer, stopping);
    accept(listener.into_inner(), shutdown, &limits, each).await
}

impl Proxy {
    /// One client's connection, to its end.
    async fn receive(self: Arc<Self>, stream: TcpStream, peer: Peer, stopping: Stopping) {
        let lead = async |target: Target| match target.way(&self.rules)? {
            Way::Verify(host) => Ok(Led::Verify(host)),
            Way::Tunnel(target) => tunnel::open(&target, self.limits.header_read).await.map(Led::Other),
        };
        let stream = WriteStall::new(stream, self.limits.write_stall);
        match connect(stream, &self.limits, stopping.clone(), lead).await {
            Some((Led::Verify(host), client)) => {
                self.answer(&host, TokioIo::new(client), peer, stopping).await;
            }
            Some((Led::Other(other), client)) => {
                let Some(client) = freed(client, self.idle) else { return };
                tunnel::relay(client, other, self.idle, stopping).await;
            }
            None => {}
        }
    }

    /// Is `host` for a client.
    async fn answer(&self, host: &VerifyHost, client: TokioIo<Upgraded>, peer: Peer, stopping: Stopping) {
        let certificate = match self.ca.leaf(host) {
            Ok(certificate) => Arc::new(certificate),
            Err(error) => return tracing::error!(%error, "a client was turned away"),
        };
        let config = tls::http1_config(Arc::new(OnlyFor { host: host.clone(), certificate }));
        match tls::handshake(client, config, self.limits.header_read).await {
            Ok(stream) => converse(stream, peer, self.router.clone(), stopping, self.limits.clone()).await,
            Err(error) => {
                tracing::warn!(%host, %error, "no TLS with a client: does it trust this run's ca-bundle.pem?");
            }
        }
    }
}

/// A client of a tunnel, which may leave what is sent to it unread for `idle`: how patient the two ends are with each
/// other is theirs to say. None when it is no socket of ours, which it always is.
fn freed(client: Upgraded, idle: Duration) -> Option<impl AsyncRead + AsyncWrite> {
    let parts = client.downcast::<TokioIo<WriteStall<TcpStream>>>().ok()?;
    let (from, to) = tokio::io::split(WriteStall::new(parts.io.into_inner().into_inner(), idle));
    // What it sent before it was answered was read with the request.
    Some(tokio::io::join(io::Cursor::new(parts.read_buf).chain(from), to))
}

/// A certificate for clients that greet this name and no other: `CONNECT` to one name and a greeting for another is
/// a mistake of somebody's, or a trick.
struct OnlyFor {
    host: VerifyHost,
    certificate: Arc<CertifiedKey>,
}

impl fmt::Debug for OnlyFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OnlyFor").field(&self.host).finish()
    }
}

impl ResolvesServerCert for OnlyFor {
    fn resolve(&self, greeting: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let named = greeting.server_name().is_some_and(|name| name.eq_ignore_ascii_case(self.host.as_str()));
        named.then(|| self.certificate.clone())
    }
}
