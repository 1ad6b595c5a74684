use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::routing::get;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as ClientStream;

use super::*;

/// A certificate and a key in a directory of their own.
struct Pair {
    home: TempDir,
}

impl Pair {
    fn new() -> (Self, CertificateDer<'static>) {
        let pair = Self { home: tempfile::tempdir().unwrap() };
        let (certificate, key) = fresh();
        pair.write("key.pem", &key.serialize_pem());
        pair.write("cert.pem", &certificate.pem());
        (pair, certificate.der().clone())
    }

    fn write(&self, name: &str, text: &str) {
        let draft = self.home.path().join("draft");
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        io::Write::write_all(&mut options.open(&draft).unwrap(), text.as_bytes()).unwrap();
        fs::rename(draft, self.home.path().join(name)).unwrap();
    }

    fn load(&self) -> Result<Arc<TlsFiles>, BadTlsFiles> {
        TlsFiles::load(self.home.path().join("cert.pem"), self.home.path().join("key.pem"))
    }
}

fn fresh() -> (rcgen::Certificate, rcgen::KeyPair) {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    (params.self_signed(&key).unwrap(), key)
}

/// A client that trusts these, and asks for this protocol by ALPN.
fn client(trusted: &[CertificateDer<'static>], protocol: &str) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    trusted.iter().for_each(|root| roots.add(root.clone()).unwrap());
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    // A resumed session shows the certificate with which it began.
    config.resumption = rustls::client::Resumption::disabled();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    TlsConnector::from(Arc::new(config))
}

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<io::Result<()>>,
}

impl Running {
    async fn start(files: &Arc<TlsFiles>, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().route("/", get(async || "answer"));
        let shutdown = async move { stopped.await.unwrap() };
        let ended = tokio::spawn(serve_tls(listener, files.clone(), router, shutdown, limits));
        Self { address, stop, ended }
    }

    async fn connect(&self, client: &TlsConnector) -> io::Result<ClientStream<TcpStream>> {
        let name = ServerName::try_from("localhost").unwrap();
        client.connect(name, TcpStream::connect(self.address).await?).await
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap().unwrap();
    }
}

/// One request and its whole answer; the connection stays open.
async fn ask(stream: &mut ClientStream<TcpStream>) -> io::Result<()> {
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"answer") {
        if stream.read_buf(&mut answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}

fn shown(stream: &ClientStream<TcpStream>) -> CertificateDer<'static> {
    stream.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_changes_under_load_without_a_failed_request() {
    let (pair, old) = Pair::new();
    let (certificate, key) = fresh();
    let new = certificate.der().clone();
    let files = pair.load().unwrap();
    let server = Arc::new(Running::start(&files, Limits::default()).await);
    let client = client(&[old.clone(), new.clone()], "http/1.1");
    let mut kept = server.connect(&client).await.unwrap();
    assert_eq!(shown(&kept), old);

    let (enough, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let load: Vec<_> = (0..4)
        .map(|_| {
            let (server, client) = (server.clone(), client.clone());
            let (enough, done) = (enough.clone(), done.clone());
            tokio::spawn(async move {
                while !enough.load(Ordering::SeqCst) {
                    ask(&mut server.connect(&client).await.unwrap()).await.unwrap();
                    done.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    let more = async |requests: usize| {
        let before = done.load(Ordering::SeqCst);
        while done.load(Ordering::SeqCst) < before + requests {
            tokio::task::yield_now().await;
        }
    };
    more(20).await;
    pair.write("key.pem", &key.serialize_pem());
    // Half of the change: the old certificate and its key stay.
    assert!(files.reload().is_err());
    more(20).await;
    assert_eq!(shown(&server.connect(&client).await.unwrap()), old);
    pair.write("cert.pem", &certificate.pem());
    assert!(files.reload().unwrap());
    more(20).await;
    enough.store(true, Ordering::SeqCst);
    for task in load {
        task.await.unwrap();
    }
    assert_eq!(shown(&server.connect(&client).await.unwrap()), new);
    ask(&mut kept).await.unwrap();
    assert!(!files.reload().unwrap(), "nothing changed since");
    drop(kept);
    Arc::into_inner(server).unwrap().stop().await;
}

#[tokio::test]
async fn changed_files_are_found_without_being_told() {
    let (pair, _) = Pair::new();
    let files = pair.load().unwrap();
    let server = Running::start(&files, Limits::default()).await;
    let (certificate, key) = fresh();
    pair.write("cert.pem", &certificate.pem());
    pair.write("key.pem", &key.serialize_pem());
    let client = client(&[certificate.der().clone()], "http/1.1");
    let followed = async {
        // Refused until the new certificate, which alone this client trusts, is shown.
        while server.connect(&client).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = followed => {}
        never = files.follow(Duration::from_millis(1)) => match never {},
    }
    server.stop().await;
}

#[test]
fn files_that_cannot_be_used_are_refused_with_their_name() {
    let (pair, _) = Pair::new();
    let key = pair.home.path().join("key.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(pair.load().unwrap_err().to_string().contains("chmod o-rwx"));
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(pair.load().is_ok(), "a group such as ssl-cert may read it");
    pair.write("cert.pem", "");
    assert!(pair.load().unwrap_err().to_string().contains("cert.pem: no certificate"));
    pair.write("cert.pem", &fresh().0.pem());
    assert!(pair.load().unwrap_err().to_string().contains("key.pem"), "another certificate's key");
    fs::remove_file(&key).unwrap();
    assert!(pair.load().unwrap_err().to_string().contains("key.pem"));
}

#[tokio::test]
async fn only_http_1_is_spoken_and_a_silent_client_is_closed() {
    let (pair, certificate) = Pair::new();
    // Long enough for a handshake on a busy machine.
    let limits = Limits { header_read: Duration::from_secs(2), ..Limits::default() };
    let server = Running::start(&pair.load().unwrap(), limits).await;
    let trusted = [certificate];
    assert!(server.connect(&client(&trusted, "h2")).await.is_err());
    let silent = async {
        let mut client = TcpStream::connect(server.address).await.unwrap();
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
    };
    let idle = async {
        let mut client = server.connect(&client(&trusted, "http/1.1")).await.unwrap();
        ask(&mut client).await.unwrap();
        assert_eq!(client.read(&mut [0]).await.unwrap_or(0), 0);
    };
    tokio::join!(silent, idle);
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_asks_and_never_reads_is_closed() {
    let (pair, certificate) = Pair::new();
    let limits = Limits { write_stall: Duration::from_millis(50), ..Limits::default() };
    let server = Running::start(&pair.load().unwrap(), limits).await;
    let mut stream = server.connect(&client(&[certificate], "http/1.1")).await.unwrap();
    let requests = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
    let poured = async { while stream.write_all(requests.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(60), poured).await.expect("the server closes the connection");
    server.stop().await;
}
