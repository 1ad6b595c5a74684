//! TLS in the process: for operators who have no proxy in front, and for the proxy of `countersign dev --tls`.
//!
//! [`TlsFiles`] reads certificate and key and reads them again when they change; [`serve_tls`] is [`crate::serve`] over
//! them.

mod files;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::server::ResolvesServerCert;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

pub use files::{BadTlsFiles, TlsFiles};

use crate::write_stall::WriteStall;
use crate::{Limits, accept, converse};

/// How often [`serve_tls`] looks whether the files have changed.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The one library that does the cryptography of TLS here. Named at each use: with no default in the process, nothing
/// depends on who installed one first.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// How a server of HTTP/1.1 speaks TLS: versions 1.3 and 1.2, no client certificates, no other protocol than
/// `http/1.1` (RFC 7301), a certificate as `resolver` finds it.
///
/// # Panics
/// Never: the provider has suites for both versions.
#[must_use]
pub fn http1_config(resolver: Arc<dyn ResolvesServerCert>) -> Arc<ServerConfig> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("the provider has suites for TLS 1.3 and 1.2")
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

/// Shakes hands with a client within `limit`.
///
/// # Errors
/// When it fails, or takes longer (`TimedOut`).
pub async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    config: Arc<ServerConfig>,
    limit: Duration,
) -> io::Result<TlsStream<S>> {
    tokio::time::timeout(limit, TlsAcceptor::from(config).accept(stream))
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// As [`crate::serve`], over TLS with the certificate of `files`, which is followed as it changes: new connections
/// get the new one, open ones go on. A handshake has [`Limits::header_read`] to end.
///
/// # Errors
/// As [`crate::serve`].
pub async fn serve_tls(
    listener: TcpListener,
    files: Arc<TlsFiles>,
    router: Router,
    shutdown: impl Future<Output = ()>,
    limits: Limits,
) -> io::Result<()> {
    let config = http1_config(files.clone());
    let each = limits.clone();
    let connection = move |stream, peer, stopping| {
        let (config, router, limits) = (config.clone(), router.clone(), each.clone());
        async move {
            let stream = WriteStall::new(stream, limits.write_stall);
            match handshake(stream, config, limits.header_read).await {
                Ok(stream) => converse(stream, peer, router, stopping, limits).await,
                // Scanners and clients that don't trust us come all day.
                Err(error) => tracing::debug!(%error, "a TLS handshake failed"),
            }
        }
    };
    tokio::select! {
        served = accept(listener, shutdown, &limits, connection) => served,
        never = files.follow(LOOK_EVERY) => match never {},
    }
}

#[cfg(test)]
mod tests;
