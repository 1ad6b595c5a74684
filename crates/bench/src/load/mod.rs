//! The load: create, wait for the code, check. Closed, where each connection asks again as soon as it was answered and the
//! rate is what gets through; or open, where requests come on a schedule and the delay is what is measured.

mod closed;
mod logins;
mod open;
mod pages;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::http::Connection;
use crate::sink::Sink;
use crate::stats::Latencies;
use crate::stopwatch::Stopwatch;
use crate::{Outcome, bad};

pub(crate) use closed::{creates, cycles, repeat};
pub(crate) use logins::{Door, EACH, logins};
pub(crate) use open::{arrivals, schedule};
pub(crate) use pages::{Visitor, first_octets};

/// How long a code may take to arrive before the run is given up.
const DELIVERY_LIMIT: Duration = Duration::from_secs(10);

/// Where create and check are asked for, and how.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    create: Arc<str>,
    check: Arc<str>,
    counted: Counted,
    /// The header with the credentials, if there are any.
    credentials: Arc<str>,
}

/// What a create is counted by, under the service's rate limit `bench`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Nothing.
    Not,
    /// The recipient: nobody shares it.
    ByItself,
    /// One value that all creates share.
    WithAll,
}

impl Target {
    /// `authorization` is the whole header's value.
    pub(crate) fn new(address: SocketAddr, create: &str, check: &str, authorization: Option<&str>) -> Self {
        let credentials: Arc<str> =
            authorization.map(|value| format!("authorization: {value}\r\n")).unwrap_or_default().into();
        let head = |path: &str| {
            format!(
                "POST {path} HTTP/1.1\r\nhost: {address}\r\n{credentials}\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: "
            )
            .into()
        };
        Self { address, create: head(create), check: head(check), counted: Counted::Not, credentials }
    }

    /// The same, with creates that are counted so.
    pub(crate) fn counted(&self, counted: Counted) -> Self {
        Self { counted, ..self.clone() }
    }

    /// A request to what lies beside `Verifications`.
    pub(crate) fn beside(&self, name: &str, body: &str) -> Vec<u8> {
        request(&self.create.replacen("/Verifications ", &format!("/{name} "), 1), body)
    }

    /// A request with JSON.
    pub(crate) fn json(&self, path: &str, body: &str) -> Vec<u8> {
        let Self { address, credentials, .. } = self;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\n{credentials}content-type: application/json\r\ncontent-length: "
        );
        request(&head, body)
    }

    /// A request that changes nothing.
    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        let Self { address, credentials, .. } = self;
        format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{credentials}\r\n").into_bytes()
    }

    pub(crate) fn create(&self, to: &str) -> Vec<u8> {
        let to = to.replace('+', "%2B");
        let named = match self.counted {
            Counted::Not => String::new(),
            Counted::ByItself => format!("&RateLimits=%7B%22bench%22:%22{to}%22%7D"),
            Counted::WithAll => "&RateLimits=%7B%22bench%22:%22all%22%7D".to_owned(),
        };
        request(&self.create, &format!("To={to}&Channel=sms{named}"))
    }

    /// As [`Target::create`]; asked again under the same key it is done once.
    pub(crate) fn create_once(&self, to: &str, key: &str) -> Vec<u8> {
        let body = format!("To={}&Channel=sms", to.replace('+', "%2B"));
        format!("{}{}\r\nidempotency-key: {key}\r\n\r\n{body}", self.create, body.len()).into_bytes()
    }

    pub(crate) fn check(&self, to: &str, code: &str) -> Vec<u8> {
        request(&self.check, &format!("To={}&Code={code}", to.replace('+', "%2B")))
    }
}

fn request(head: &str, body: &str) -> Vec<u8> {
    format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes()
}

/// What a round, or several, came to.
#[derive(Clone, Default)]
pub(crate) struct Round {
    pub(crate) elapsed: Duration,
    /// From a create's request to its answer.
    pub(crate) create: Latencies,
    /// From a check's request to its answer.
    pub(crate) check: Latencies,
    /// From a create's request to the check's answer, delivery included.
    pub(crate) cycle: Latencies,
}

impl Round {
    pub(crate) fn add(&mut self, other: Self) {
        self.elapsed += other.elapsed;
        self.append(other);
    }

    fn append(&mut self, other: Self) {
        self.create.append(other.create);
        self.check.append(other.check);
        self.cycle.append(other.cycle);
    }

    /// Whole cycles a second.
    pub(crate) fn rate(&self) -> f64 {
        self.cycle.len() as f64 / self.elapsed.as_secs_f64()
    }
}

/// One cycle, its delays counted from `whole`: the moment at which it was to begin.
async fn cycle(
    connection: &mut Connection,
    target: &Target,
    sink: &Sink,
    to: &str,
    whole: Stopwatch,
    measured: &mut Round,
) -> Outcome<()> {
    let code = sink.expect(to);
    let status = connection.ask(&target.create(to)).await?;
    if status != 201 {
        return Err(unhoped("create", status, connection));
    }
    measured.create.add(whole.elapsed());
    let code = tokio::time::timeout(DELIVERY_LIMIT, code)
        .await
        .map_err(|_| bad("a code was not delivered within ten seconds"))??;
    let check = Stopwatch::start();
    let status = connection.ask(&target.check(to, &code)).await?;
    if status != 200 || !connection.body().windows(10).any(|part| part == b"\"approved\"") {
        return Err(unhoped("check", status, connection));
    }
    measured.check.add(check.elapsed());
    measured.cycle.add(whole.elapsed());
    Ok(())
}

fn unhoped(what: &str, status: u16, connection: &Connection) -> Box<dyn std::error::Error + Send + Sync> {
    bad(format!("a {what} was answered {status}: {}", String::from_utf8_lossy(connection.body())))
}
