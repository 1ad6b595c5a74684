//! `countersign dev --tls`: the forward proxy for applications that nobody may change.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use clap::Args;
use countersign_proxy::{LocalCa, Loopback, Proxy, Rules, with_system_roots};
use countersign_web::{Authority, CidrList, Limits, Origin, OriginPolicy, Scheme};

use crate::commands::Failure;
use crate::{DataDir, SystemClock};

/// The options of `dev` that begin with `--tls`.
#[derive(Debug, Args)]
pub(super) struct Tls {
    /// Also answer as https://verify.twilio.com, through a proxy on loopback, for applications that stay unchanged
    #[arg(long)]
    tls: bool,
    /// Address and port of that proxy, on loopback; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:4011", requires = "tls")]
    proxy_listen: SocketAddr,
    /// Let the application's calls to other hosts through, untouched; without it they are refused
    #[arg(long, requires = "tls")]
    tunnel_others: bool,
    /// Another port, beside 443 and 80, on which other hosts are let through
    #[arg(long, value_name = "PORT", requires = "tunnel_others")]
    tunnel_port: Vec<u16>,
}

/// How long a tunnel may be silent.
const IDLE: Duration = Duration::from_secs(300);
/// Connections at once, each two file descriptors when it is tunnelled; half of what most systems give a process.
const CONNECTIONS: usize = 256;

/// A proxy that listens and is not yet served.
pub(super) struct Ready {
    listener: Loopback,
    ca: LocalCa,
    rules: Rules,
    address: SocketAddr,
    bundle: PathBuf,
}

impl Tls {
    /// Listens, makes the authority and writes its certificate, alone and below the system's; its key is written
    /// nowhere. Nothing without `--tls`.
    ///
    /// # Errors
    /// When the address is taken or not on loopback, or the certificates can't be written.
    pub(super) async fn open(&self, data: &DataDir) -> Result<Option<Ready>, Failure> {
        if !self.tls {
            return Ok(None);
        }
        let told = |error: &dyn std::fmt::Display| {
            Failure::new(format!(
                "the proxy can't listen at {}: {error}; choose another with --proxy-listen",
                self.proxy_listen
            ))
        };
        let listener = Loopback::bind(self.proxy_listen).await.map_err(|error| told(&error))?;
        let address = listener.address().map_err(|error| told(&error))?;
        let ca = LocalCa::new(Arc::new(SystemClock)).map_err(|error| Failure::new(error.to_string()))?;
        let bundle = with_system_roots(&ca.pem());
        if bundle.system_roots == 0 {
            tracing::warn!(
                "the system's trusted certificates were not found: with ca-bundle.pem, only Verify is trusted"
            );
        }
        data.replace("ca.pem", &ca.pem())?;
        data.replace("ca-bundle.pem", &bundle.pem)?;
        let bundle = std::path::absolute(data.file("ca-bundle.pem"));
        let bundle = bundle.map_err(|error| Failure::new(error.to_string()))?;
        Ok(Some(Ready { listener, ca, rules: self.rules(), address, bundle }))
    }

    fn rules(&self) -> Rules {
        if !self.tunnel_others {
            return Rules::VerifyOnly;
        }
        Rules::Tunnel { ports: [443, 80].into_iter().chain(self.tunnel_port.iter().copied()).collect() }
    }
}

impl Ready {
    /// What to put before an application's command, for each language a comment.
    fn lines(&self) -> String {
        let (proxy, bundle) = (format!("http://{}", self.address), quoted(&self.bundle));
        format!(
            "\n\
             # An application unchanged, for as long as this server runs; the certificate is a new one at each start:\n\
             # Python:  HTTPS_PROXY={proxy} REQUESTS_CA_BUNDLE={bundle} python app.py\n\
             # Node:    HTTP_PROXY={proxy} NODE_EXTRA_CA_CERTS={bundle} node app.js\n\
             # Ruby:    https_proxy={proxy} SSL_CERT_FILE={bundle} ruby app.rb\n"
        )
    }

    /// How answers name this server to the proxy's clients: as they do. Their next page comes through the proxy again.
    pub(super) fn origins() -> OriginPolicy {
        let verify: Authority = "verify.twilio.com".parse().expect("it is a host");
        OriginPolicy {
            public_url: None,
            trusted_proxies: CidrList::default(),
            scheme: Scheme::Https,
            fallback: Origin::new(Scheme::Https, &verify),
        }
    }

    /// Prints what applications need and serves `router` as Verify until `stop` completes and the requests in work
    /// have ended.
    pub(super) async fn serve(self, router: Router, stop: impl Future<Output = ()>) {
        let mut out = std::io::stdout();
        // Nobody may be reading; the proxy serves all the same.
        let _ = out.write_all(self.lines().as_bytes()).and_then(|()| out.flush());
        let limits = Limits { connections: CONNECTIONS, ..Limits::default() };
        let proxy = Proxy { ca: self.ca, router, rules: self.rules, limits, idle: IDLE };
        let mut stop = pin!(stop);
        if let Err(error) = countersign_proxy::serve(self.listener, proxy, stop.as_mut()).await {
            tracing::error!(%error, "the proxy's listener broke; the server goes on without it");
            stop.await;
        }
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |b: u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'_' | b'-' | b'+' | b',' | b':' | b'@')
    };
    if text.bytes().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(listen: &str) -> Tls {
        Tls {
            tls: true,
            proxy_listen: listen.parse().unwrap(),
            tunnel_others: false,
            tunnel_port: vec![8443],
        }
    }

    #[tokio::test]
    async fn the_authoritys_key_is_in_no_file_of_the_data_directory() {
        let home = tempfile::tempdir().unwrap();
        let data = DataDir::open(home.path()).unwrap();
        let ready = options("127.0.0.1:0").open(&data).await.unwrap().unwrap();
        let mut names: Vec<_> = std::fs::read_dir(home.path())
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains("PRIVATE KEY"), "{}", path.display());
                path.file_name().unwrap().to_str().unwrap().to_owned()
            })
            .collect();
        names.sort();
        assert_eq!(names, ["ca-bundle.pem", "ca.pem", "lock"]);
        let authority = std::fs::read_to_string(data.file("ca.pem")).unwrap();
        assert_eq!(authority, ready.ca.pem());
        assert!(std::fs::read_to_string(data.file("ca-bundle.pem")).unwrap().ends_with(&authority));
    }

    #[tokio::test]
    async fn an_address_that_others_reach_is_refused_with_the_fix() {
        let home = tempfile::tempdir().unwrap();
        let data = DataDir::open(home.path()).unwrap();
        let refused = options("0.0.0.0:0").open(&data).await.err().unwrap().to_string();
        assert!(refused.contains("loopback only") && refused.contains("--proxy-listen"), "{refused}");
    }

    #[tokio::test]
    async fn every_line_is_a_comment_and_a_path_with_spaces_is_quoted() {
        let home = tempfile::tempdir().unwrap();
        let data = DataDir::open(&home.path().join("it's here")).unwrap();
        let ready = options("127.0.0.1:0").open(&data).await.unwrap().unwrap();
        let lines = ready.lines();
        assert!(lines.lines().all(|line| line.is_empty() || line.starts_with("# ")), "{lines}");
        assert!(lines.contains(r"/it'\''s here/ca-bundle.pem' python"), "{lines}");
        assert_eq!(quoted(Path::new("/a/b-c.pem")), "/a/b-c.pem");
    }

    #[test]
    fn nothing_is_tunnelled_unless_asked() {
        let mut asked = options("127.0.0.1:0");
        assert!(matches!(asked.rules(), Rules::VerifyOnly));
        asked.tunnel_others = true;
        assert!(matches!(asked.rules(), Rules::Tunnel { ports } if ports == [443, 80, 8443]));
    }
}
