//! `[server]`

use std::net::SocketAddr;

use countersign_web::{CidrList, Origin, OriginPolicy, Scheme};
use serde::Deserialize;

use crate::commands::Failure;

/// How clients reach this server.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// The address that clients know, such as `https://verify.example.com`. URLs in answers begin with it; without
    /// it, with the name that the client used.
    pub public_url: Option<String>,
    /// Proxies whose forwarded headers count, as addresses or networks.
    pub trusted_proxies: Vec<String>,
}

impl Server {
    /// How answers name this server, listening at `listener`.
    ///
    /// # Errors
    /// When the URL or a network can't be read.
    pub fn origins(&self, listener: SocketAddr) -> Result<OriginPolicy, Failure> {
        let public_url = self.public_url.as_deref().map(str::parse::<Origin>).transpose().map_err(|_| {
            Failure::new("server.public_url must be http:// or https://, a host and perhaps a port; no path")
        })?;
        let trusted_proxies = CidrList::parse(&self.trusted_proxies.join(","))
            .map_err(|error| Failure::new(format!("server.trusted_proxies: {error}")))?;
        let fallback = Origin::of_listener(Scheme::Http, listener);
        Ok(OriginPolicy { public_url, trusted_proxies, scheme: Scheme::Http, fallback })
    }
}
