//! `[server]`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use countersign_web::tls::TlsFiles;
use countersign_web::{CidrList, Limits, Origin, OriginPolicy, Scheme};

use crate::commands::Failure;

countersign_settings::settings! {
    /// How clients reach this server, and how much of it they may hold.
    pub struct Server in "server" {
        /// Where it listens for clients. It speaks HTTP unless `tls_cert` is set: put it behind something that speaks
        /// TLS then, or on loopback.
        pub listen: SocketAddr = Kind::Address, default "127.0.0.1:8080", example "0.0.0.0:8080";
        /// The address that clients know. URLs in answers begin with it; without it, with the name that the
        /// client used. It may have a path, if the proxy in front takes that off.
        pub public_url: Option<String> = Kind::Text, optional, example "https://verify.example.com";
        /// A file with the certificate and those between it and its authority, in PEM: the server then speaks TLS. It is
        /// read again when it changes.
        pub tls_cert: Option<PathBuf> = Kind::Path, optional, example "/etc/countersign/tls/fullchain.pem";
        /// The file with the certificate's private key, in PEM; nobody else may read it.
        pub tls_key: Option<PathBuf> = Kind::Path, optional, example "/etc/countersign/tls/privkey.pem";
        /// Proxies whose forwarded headers count, as addresses or networks.
        pub trusted_proxies: Vec<String> = Kind::List, default "", example "10.0.0.0/8,192.168.1.7";
        /// Whether the 404 about a verification that lives no longer says in `details` how it ended and when. Twilio's
        /// doesn't.
        pub explain_not_found: bool = Kind::Flag, default "true", example "false";
        /// Connections open at once; more wait in the system's queue. Never more than the limit of open files less 256.
        pub max_connections: usize = Kind::Number { least: 1, most: 1_000_000 }, default "10000", example "2000";
        /// Requests in work at once; more are answered 503 with `Retry-After`, before memory grows.
        pub max_in_flight: usize = Kind::Number { least: 1, most: 1_000_000 }, default "2048", example "512";
        /// Bytes of a request's headers; longer ones are answered 431.
        pub max_header_bytes: usize = Kind::Number { least: 8192, most: 1_048_576 }, default "16384", example "32768";
        /// Bytes of a request's body; longer ones are answered 413.
        pub max_body_bytes: usize = Kind::Number { least: 8192, most: 1_048_576 }, default "65536", example "16384";
        /// Seconds that a client may take to send a request's headers, or keep an idle connection.
        pub header_seconds: u64 = Kind::Number { least: 1, most: 600 }, default "10", example "60";
        /// Seconds from a request's headers to its answer; then it is answered 503.
        pub request_seconds: u64 = Kind::Number { least: 1, most: 600 }, default "30", example "15";
        /// Seconds that running requests have to end once the server is told to stop.
        pub drain_seconds: u64 = Kind::Number { least: 0, most: 600 }, default "10", example "25";
    }
}

impl Server {
    /// Whether somebody stands before this server and brings it requests from elsewhere.
    #[must_use]
    pub fn is_behind_a_proxy(&self) -> bool {
        self.public_url.is_some() || !self.trusted_proxies.is_empty()
    }

    /// How answers name this server, listening at `listener`.
    ///
    /// # Errors
    /// When the URL or a network can't be read.
    pub fn origins(&self, listener: SocketAddr) -> Result<OriginPolicy, Failure> {
        let public_url = self.public_url.as_deref().map(str::parse::<Origin>).transpose().map_err(|_| {
            Failure::configuration(
                "server.public_url must be http:// or https://, a host and perhaps a port and a path",
            )
        })?;
        let trusted_proxies = CidrList::parse(&self.trusted_proxies.join(","))
            .map_err(|error| Failure::configuration(format!("server.trusted_proxies: {error}")))?;
        let scheme = if self.tls_cert.is_some() { Scheme::Https } else { Scheme::Http };
        let fallback = Origin::of_listener(scheme, listener);
        Ok(OriginPolicy { public_url, trusted_proxies, scheme, fallback })
    }

    /// The certificate to speak TLS with, if there is one.
    ///
    /// # Errors
    /// When only one of the two files is named, or they can't be used.
    pub fn tls(&self) -> Result<Option<Arc<TlsFiles>>, Failure> {
        match (&self.tls_cert, &self.tls_key) {
            (None, None) => Ok(None),
            (Some(cert), Some(key)) => TlsFiles::load(cert, key).map(Some).map_err(|error| {
                Failure::configuration(format!("server.tls_cert and server.tls_key: {error}"))
            }),
            _ => Err(Failure::configuration(
                "server.tls_cert and server.tls_key belong together: set both or neither",
            )),
        }
    }

    /// How much of the server clients may hold.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            header_read: Duration::from_secs(self.header_seconds),
            header_bytes: self.max_header_bytes,
            body_bytes: self.max_body_bytes,
            connections: self.max_connections,
            in_flight: self.max_in_flight,
            request: Duration::from_secs(self.request_seconds),
            drain: Duration::from_secs(self.drain_seconds),
            ..Limits::default()
        }
    }
}
