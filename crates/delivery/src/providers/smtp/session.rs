//! The conversation with a relay, and the connections kept open between two of them.

use std::error::Error as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use countersign_model::{Fate, Timestamp};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use super::letter::Letter;
use super::reply::{self, Step};
use crate::Message;
use crate::reason::reason;

/// How long one of the relay's addresses may take to connect to, before the next is tried.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

/// How many connections are kept for the next message: TLS and AUTH cost more than the message itself.
const MOST_IDLE: usize = 4;

/// How long one is kept, in milliseconds; well below the five minutes that RFC 5321 4.5.3.2 asks relays to wait.
const LONGEST_IDLE: i64 = 60_000;

/// How the connection is protected.
pub(super) enum Encryption {
    /// Not at all.
    None,
    /// By STARTTLS, without which nothing is sent (RFC 3207).
    StartTls(TlsParameters),
    /// From the first byte (RFC 8314).
    Tls(TlsParameters),
}

/// A relay and how to talk to it.
pub(super) struct Relay {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    hello: ClientId,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Timestamp,
}

/// A step that went wrong.
struct Failure(Step, Error);

/// Names the step in which something went wrong.
trait At<T> {
    fn at(self, step: Step) -> Result<T, Failure>;
}

impl<T> At<T> for Result<T, Error> {
    fn at(self, step: Step) -> Result<T, Failure> {
        self.map_err(|error| Failure(step, error))
    }
}

impl Relay {
    pub(super) fn new(
        host: String,
        port: u16,
        encryption: Encryption,
        credentials: Option<Credentials>,
        hello: ClientId,
    ) -> Self {
        Self { host, port, encryption, credentials, hello, idle: Mutex::default() }
    }

    #[cfg(test)]
    pub(super) fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Delivers one letter. `handed_over` becomes true when the relay may have the whole of it: the caller, who ends
    /// this by a time limit, has to know.
    pub(super) async fn deliver(
        &self,
        letter: &Letter,
        message: &Message,
        now: Timestamp,
        handed_over: &AtomicBool,
    ) -> Fate {
        let mut connection = match self.connection(now).await {
            Ok(connection) => connection,
            Err(failure) => return failure.fate(message),
        };
        let result = talk(&mut connection, letter, handed_over).await;
        // After a refusal the conversation may go on; after anything else nobody knows where it stands.
        if result.as_ref().map_or_else(Failure::leaves_order, |()| true) {
            self.park(connection, now);
        }
        match result {
            // The text after 250 is free; what looks like a queue id in it is a different thing at every relay.
            Ok(()) => Fate::accepted(None),
            Err(failure) => failure.fate(message),
        }
    }

    /// A connection ready for MAIL: one that was kept, if it still answers, or a new one.
    async fn connection(&self, now: Timestamp) -> Result<AsyncSmtpConnection, Failure> {
        while let Some(mut kept) = self.take_idle(now) {
            // RSET also ends what a refusal may have left half done. A relay that is gone mustn't use up the send's time.
            if let Ok(Ok(_)) = tokio::time::timeout(CONNECT_LIMIT, kept.command(Rset)).await {
                return Ok(kept);
            }
        }
        self.connect().await
    }

    /// Connects, says who we are and logs in, and takes leave.
    pub(super) async fn greet(&self) -> Result<(), String> {
        let told = |Failure(step, error): Failure| {
            let words = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            format!("{} failed: {words}", step.as_str())
        };
        let mut connection = self.connect().await.map_err(told)?;
        // It has answered all that was asked; how it says goodbye says nothing.
        let _ = connection.quit().await;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let tls = match &self.encryption {
            Encryption::Tls(tls) => Some(tls.clone()),
            Encryption::None | Encryption::StartTls(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT_LIMIT), &self.hello, tls, None)
                .await
                .at(Step::Connect)?;
        if let Encryption::StartTls(tls) = &self.encryption {
            connection.starttls(tls.clone(), &self.hello).await.at(Step::Connect)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await.at(Step::Auth)?;
        }
        Ok(connection)
    }

    fn take_idle(&self, now: Timestamp) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|kept| now.millis_since(kept.since) < LONGEST_IDLE);
        idle.pop().map(|kept| kept.connection)
    }

    fn park(&self, connection: AsyncSmtpConnection, now: Timestamp) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(Idle { connection, since: now });
        }
    }
}

/// One mail transaction (RFC 5321 3.3).
async fn talk(
    connection: &mut AsyncSmtpConnection,
    letter: &Letter,
    handed_over: &AtomicBool,
) -> Result<(), Failure> {
    connection.command(Mail::new(Some(letter.from.clone()), Vec::new())).await.at(Step::Mail)?;
    connection.command(Rcpt::new(letter.to.clone(), Vec::new())).await.at(Step::Rcpt)?;
    connection.command(Data).await.at(Step::Data)?;
    handed_over.store(true, Ordering::Relaxed);
    connection.message(&letter.bytes).await.at(Step::Text)?;
    Ok(())
}

impl Failure {
    /// A plain refusal leaves the connection usable, unless it is 421, after which the relay hangs up.
    fn leaves_order(&self) -> bool {
        self.code().is_some_and(|code| code != 421)
    }

    fn code(&self) -> Option<u16> {
        self.1.status().map(u16::from)
    }

    fn fate(&self, message: &Message) -> Fate {
        let Self(step, error) = self;
        let words = error.source().map(ToString::to_string).unwrap_or_default();
        if let Some(code) = self.code() {
            return reply::fate(*step, code, &words, message);
        }
        let reason = reason(&format!("{} failed", step.as_str()), &words, message);
        match step {
            Step::Text => Fate::Ambiguous { reason },
            // lettre's own verdict: the relay offers no way to log in that we know.
            Step::Auth if error.is_client() => Fate::BadCredentials { reason },
            _ => Fate::Retryable { reason },
        }
    }
}
