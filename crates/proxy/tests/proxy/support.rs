//! A running proxy and clients of it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use countersign_model::{MockClock, Timestamp};
use countersign_proxy::{LocalCa, Loopback, Proxy, Rules, serve};
use countersign_web::{Limits, tls};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Nothing here takes so long, unless it hangs.
const MINUTE: Duration = Duration::from_secs(60);

/// A proxy on loopback, before a router that answers with the `Host` it was asked for.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) ca: String,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<io::Result<()>>,
}

impl Running {
    pub(crate) async fn start(rules: Rules) -> Self {
        Self::patient(rules, Limits::default(), MINUTE).await
    }

    pub(crate) async fn patient(rules: Rules, limits: Limits, idle: Duration) -> Self {
        // Clients here read the system's clock, and the certificate is good for a day around it.
        let since = std::time::UNIX_EPOCH.elapsed().unwrap();
        let now = Timestamp::from_millis(since.as_millis().try_into().unwrap());
        let ca = LocalCa::new(Arc::new(MockClock::new(now))).unwrap();
        let pem = ca.pem();
        let host = async |headers: http::HeaderMap| headers["host"].to_str().unwrap().to_owned();
        let router = Router::new().route("/", get(host));
        let listener = Loopback::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.address().unwrap();
        let (stop, stopped) = oneshot::channel();
        let proxy = Proxy { ca, router, rules, limits, idle };
        let ended = tokio::spawn(serve(listener, proxy, async move { stopped.await.unwrap() }));
        Self { address, ca: pem, stop, ended }
    }

    /// A connection over which `text` was sent.
    pub(crate) async fn send(&self, text: &str) -> TcpStream {
        let mut client = TcpStream::connect(self.address).await.unwrap();
        client.write_all(text.as_bytes()).await.unwrap();
        client
    }

    /// A connection on which the proxy has agreed to lead to `target`.
    pub(crate) async fn connect(&self, target: &str) -> TcpStream {
        let mut client = self.send(&format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n")).await;
        let head = until(&mut client, "\r\n\r\n").await;
        // To the letter: by it Twilio's PHP library tells a proxy's answer from Verify's.
        assert_eq!(head, "HTTP/1.1 200 Connection established\r\n\r\n");
        client
    }

    /// TLS over it with a client that greets `name` and trusts the proxy's authority.
    pub(crate) async fn greet(
        &self,
        client: TcpStream,
        name: &str,
        protocols: &[&str],
    ) -> io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.ca.as_bytes()).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(tls::provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let greeting = TlsConnector::from(Arc::new(config)).connect(name, client);
        tokio::time::timeout(MINUTE, greeting).await.expect("a handshake ends")
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(MINUTE, self.ended).await.expect("the proxy ends").unwrap().unwrap();
    }
}

/// Reads until `end` has come.
pub(crate) async fn until(stream: &mut (impl AsyncRead + Unpin), end: &str) -> String {
    let read = async {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end.as_bytes()) {
            bytes.push(stream.read_u8().await.unwrap());
        }
        String::from_utf8(bytes).unwrap()
    };
    tokio::time::timeout(MINUTE, read).await.expect("the other side says something")
}

/// Everything until the other side closes.
pub(crate) async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(MINUTE, stream.read_to_end(&mut bytes)).await.expect("it closes");
    // A reset after the answer is a closed connection too.
    read.map_or_else(|error| assert_eq!(error.kind(), io::ErrorKind::ConnectionReset), drop);
    String::from_utf8(bytes).unwrap()
}

/// One request over a connection that stays open, and its answer.
pub(crate) async fn ask(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), host: &str) -> String {
    let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    until(stream, &format!("\r\n\r\n{host}")).await
}

/// Sends `text` over and over and reads nothing, until the other side has had enough.
pub(crate) async fn pour(stream: &mut (impl AsyncWrite + Unpin), text: &str) {
    let much = text.repeat(1000);
    let poured = async { while stream.write_all(much.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(MINUTE, poured).await.expect("the connection is closed");
}
