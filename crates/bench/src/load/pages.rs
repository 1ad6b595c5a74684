//! A browser in front of a prompt, and how long many wait for the first octet of a page.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::{Target, unhoped};
use crate::http::Connection;
use crate::stats::Latencies;
use crate::stopwatch::Stopwatch;
use crate::{Outcome, bad};

/// Where a benchmark's browsers would be sent back to: nobody goes there.
const BACK: &str = "http://localhost/done";

/// Somebody who sets up a second step.
pub(crate) struct Visitor {
    connection: Connection,
    address: SocketAddr,
    cookie: String,
    path: String,
    page: String,
}

impl Visitor {
    /// In front of a new prompt.
    ///
    /// # Errors
    /// When the server makes none.
    pub(crate) async fn new(target: &Target, service: &str) -> Outcome<Self> {
        let mut connection = Connection::open(target.address).await?;
        let service = format!("/v1/Services/{service}");
        let body = format!(r#"{{"return_urls":["{BACK}"]}}"#);
        let status = connection.ask(&target.json(&format!("{service}/PromptSettings"), &body)).await?;
        if status != 200 {
            return Err(unhoped("setting", status, &connection));
        }
        let body = format!(r#"{{"purpose":"setup","identity":"bench-000001","return_url":"{BACK}"}}"#);
        let status = connection.ask(&target.json(&format!("{service}/Prompts"), &body)).await?;
        let made: serde_json::Value = serde_json::from_slice(connection.body())?;
        let Some((_, link)) = made["url"].as_str().and_then(|url| url.split_once("/prompt/")) else {
            return Err(unhoped("prompt", status, &connection));
        };
        let mut it = Self {
            connection,
            address: target.address,
            cookie: String::new(),
            path: format!("/prompt/{link}"),
            page: String::new(),
        };
        it.connection.ask(&it.request()).await?;
        let (Some(cookie), Some(path)) = (it.header("set-cookie: "), it.header("location: ")) else {
            return Err(bad("a link that gives no cookie and leads nowhere"));
        };
        it.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        it.path = path.split('?').next().unwrap_or_default().to_owned();
        it.look().await?;
        Ok(it)
    }

    /// The request for the page where the visitor is.
    pub(crate) fn request(&self) -> Vec<u8> {
        let Self { address, cookie, path, .. } = self;
        format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n").into_bytes()
    }

    /// Where it is.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The page's octets, as they are sent.
    pub(crate) fn weight(&self) -> usize {
        self.page.len()
    }

    /// Presses a button, and goes to where it leads.
    ///
    /// # Errors
    /// When the server does something else.
    pub(crate) async fn presses(&mut self, action: &str, field: Option<(&str, &str)>) -> Outcome<()> {
        let (csrf, step) = (self.hidden("csrf")?, self.hidden("step")?);
        let pairs = [("csrf", csrf.as_str()), ("step", &step), ("action", action)];
        let mut form = form_urlencoded::Serializer::new(String::new());
        let body = form.extend_pairs(pairs.into_iter().chain(field)).finish();
        let Self { address, cookie, path, .. } = self;
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let status = self.connection.ask(request.as_bytes()).await?;
        match self.header("location: ") {
            Some(path) if status == 303 && path == self.path => self.look().await,
            _ => Err(unhoped(action, status, &self.connection)),
        }
    }

    async fn look(&mut self) -> Outcome<()> {
        let status = self.connection.ask(&self.request()).await?;
        if status != 200 {
            return Err(unhoped("page", status, &self.connection));
        }
        self.page = String::from_utf8(self.connection.body().to_vec())?;
        Ok(())
    }

    fn header(&self, name: &str) -> Option<String> {
        let head = String::from_utf8_lossy(self.connection.head());
        head.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned)
    }

    fn hidden(&self, name: &str) -> Outcome<String> {
        let found = self.page.split_once(&format!("name=\"{name}\" value=\""));
        let value = found.and_then(|(_, rest)| rest.split('"').next());
        value.map(str::to_owned).ok_or_else(|| bad(format!("a page without {name}")))
    }
}

/// The same page again and again, on `connections` at once for `length`: from each request to the first octet of its answer.
///
/// # Errors
/// When it isn't answered with a page.
pub(crate) async fn first_octets(
    address: SocketAddr,
    request: Vec<u8>,
    connections: usize,
    length: Duration,
) -> Outcome<Latencies> {
    let request: Arc<[u8]> = request.into();
    let began = Stopwatch::start();
    let mut running = JoinSet::new();
    for _ in 0..connections {
        let mut connection = Connection::open(address).await?;
        let request = Arc::clone(&request);
        running.spawn(async move {
            let mut measured = Latencies::default();
            while began.elapsed() < length {
                let (status, first) = connection.ask_first(&request).await?;
                if status != 200 {
                    return Err(unhoped("page", status, &connection));
                }
                measured.add(first);
            }
            Outcome::Ok(measured)
        });
    }
    let mut all = Latencies::default();
    while let Some(ended) = running.join_next().await {
        all.append(ended??);
    }
    Ok(all)
}
