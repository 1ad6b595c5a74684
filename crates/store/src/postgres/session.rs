//! One connection and the transaction open on it.
//!
//! What costs is round trips, so BEGIN travels with the first statement, and statements whose result nobody needs
//! travel with the next one or with COMMIT.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::Duration;

use rustls::ClientConfig;
use tokio::runtime::Runtime;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::sql::{Param, dialect};
use crate::{DbError, StoreError};

/// A connection and what it has prepared.
pub(crate) struct Session {
    runtime: Runtime,
    client: Client,
    statements: HashMap<(usize, usize), Statement>,
    /// BEGIN, waiting for the first statement to travel with.
    begin: Option<&'static str>,
    /// Statements waiting for the next one to travel with.
    waiting: Vec<(Statement, Vec<Owned>)>,
}

/// A parameter that outlives its caller.
#[derive(Debug)]
enum Owned {
    Text(Option<String>),
    Int(Option<i64>),
}

impl Owned {
    fn of(param: &Param<'_>) -> Self {
        match *param {
            Param::Text(text) => Self::Text(Some(text.to_owned())),
            Param::MaybeText(text) => Self::Text(text.map(str::to_owned)),
            Param::Int(number) => Self::Int(Some(number)),
            Param::MaybeInt(number) => Self::Int(number),
        }
    }

    fn as_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Text(text) => text,
            Self::Int(number) => number,
        }
    }
}

fn as_sql<'p>(param: &'p Param<'p>) -> &'p (dyn ToSql + Sync) {
    match param {
        Param::Text(text) => text,
        Param::Int(number) => number,
        Param::MaybeText(text) => text,
        Param::MaybeInt(number) => number,
    }
}

type Pending<'f> = Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + 'f>>;

/// Sends every statement at once, in order, and waits for all of them: the first failure is the cause, what follows
/// it only says that the transaction is spoiled.
async fn all_in_order(mut pending: Vec<Pending<'_>>) -> Result<(), tokio_postgres::Error> {
    let mut results: Vec<Option<Result<(), tokio_postgres::Error>>> = pending.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut ready = true;
        for (future, result) in pending.iter_mut().zip(results.iter_mut()) {
            if result.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(done) => *result = Some(done),
                    Poll::Pending => ready = false,
                }
            }
        }
        if ready { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    results.into_iter().flatten().collect()
}

impl Session {
    /// Connects.
    pub(crate) fn open(url: &str) -> Result<Self, DbError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| DbError::told(format!("no runtime for PostgreSQL: {error}")))?;
        let config = configure(url)?;
        let client = runtime.block_on(async {
            let (client, connection) = config.connect(tls()?).await?;
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::warn!(%error, "PostgreSQL connection ended");
                }
            });
            Ok::<_, DbError>(client)
        })?;
        Ok(Self { runtime, client, statements: HashMap::new(), begin: None, waiting: Vec::new() })
    }

    fn statement(&mut self, sql: &'static str) -> Result<Statement, DbError> {
        let key = (sql.as_ptr() as usize, sql.len());
        if let Some(statement) = self.statements.get(&key) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(&dialect::postgres(sql)))?;
        self.statements.insert(key, statement.clone());
        Ok(statement)
    }

    /// BEGIN and the waiting statements, ready to travel.
    fn ahead<'f>(
        client: &'f Client,
        begin: Option<&'static str>,
        waiting: &'f [(Statement, Vec<Owned>)],
    ) -> Vec<Pending<'f>> {
        let mut pending: Vec<Pending<'f>> = Vec::with_capacity(waiting.len() + 2);
        if let Some(begin) = begin {
            pending.push(Box::pin(client.batch_execute(begin)));
        }
        for (statement, params) in waiting {
            pending.push(Box::pin(async move {
                let params: Vec<_> = params.iter().map(Owned::as_sql).collect();
                client.execute(statement, &params).await.map(drop)
            }));
        }
        pending
    }

    pub(crate) fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, DbError> {
        let statement = self.statement(sql)?;
        let waiting = std::mem::take(&mut self.waiting);
        let params: Vec<_> = params.iter().map(as_sql).collect();
        let mut rows = Vec::new();
        let mut pending = Self::ahead(&self.client, self.begin.take(), &waiting);
        pending.push(Box::pin(async {
            rows = self.client.query(&statement, &params).await?;
            Ok(())
        }));
        self.runtime.block_on(all_in_order(pending))?;
        Ok(rows)
    }

    pub(crate) fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, DbError> {
        let statement = self.statement(sql)?;
        let waiting = std::mem::take(&mut self.waiting);
        let params: Vec<_> = params.iter().map(as_sql).collect();
        let mut changed = 0;
        let mut pending = Self::ahead(&self.client, self.begin.take(), &waiting);
        pending.push(Box::pin(async {
            changed = self.client.execute(&statement, &params).await?;
            Ok(())
        }));
        self.runtime.block_on(all_in_order(pending))?;
        Ok(changed)
    }

    pub(crate) fn put(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), DbError> {
        let statement = self.statement(sql)?;
        self.waiting.push((statement, params.iter().map(Owned::of).collect()));
        Ok(())
    }

    /// Has the server understand a statement without running it.
    pub(crate) fn prepare(&mut self, sql: &'static str) -> Result<(), DbError> {
        self.statement(sql).map(drop)
    }

    /// Whether the server hung up while nothing was asked of it. Between transactions nobody reads the socket, so
    /// what waits there is read now: noticed before anything is sent, a lost connection leaves no doubt.
    pub(super) fn is_gone(&self) -> bool {
        self.runtime.block_on(async {
            // The first turn learns that the socket has something, in the second the connection reads it.
            for _ in 0..2 {
                tokio::task::yield_now().await;
            }
        });
        self.client.is_closed()
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), DbError> {
        Ok(self.runtime.block_on(self.client.batch_execute(sql))?)
    }

    pub(super) fn begin(&mut self, how: &'static str) {
        self.waiting.clear();
        self.begin = Some(how);
    }

    pub(super) fn rollback(&mut self) -> Result<(), DbError> {
        self.waiting.clear();
        if self.begin.take().is_some() {
            return Ok(());
        }
        self.batch("ROLLBACK")
    }

    /// Sends what waits, then COMMIT. The error says whether the commit itself may have happened.
    pub(super) fn commit(&mut self) -> Result<(), StoreError> {
        if self.begin.is_some() && self.waiting.is_empty() {
            self.begin = None;
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        countersign_model::reach("store.before_commit");
        let mut commit = Ok(());
        let ahead = {
            let mut pending = Self::ahead(&self.client, self.begin.take(), &waiting);
            // COMMIT after a failed statement is a ROLLBACK for PostgreSQL, and answers as if all were well: the
            // failure of what travelled ahead decides.
            pending.push(Box::pin(async {
                commit = self.client.batch_execute("COMMIT").await;
                Ok(())
            }));
            self.runtime.block_on(all_in_order(pending))
        };
        countersign_model::reach("store.after_commit");
        match (ahead.map_err(DbError::from), commit.map_err(DbError::from)) {
            (Ok(()), Ok(())) => Ok(()),
            // The server refused what travelled ahead: its COMMIT, if it came to that, was a ROLLBACK.
            (Err(error), _) if error.is_answer() => Err(error.into()),
            // COMMIT was on its way when the connection went.
            (_, Err(error)) if error.is_lost_connection() => Err(StoreError::FateUnknown),
            (Err(error), _) | (_, Err(error)) => Err(error.into()),
        }
    }
}

/// What every session asks for; the operator's own `options` come behind, and win.
const OPTIONS: &str = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000 \
                       -c default_transaction_isolation=read\\ committed";

/// How long the server's host may leave everything unacknowledged before its connections count as lost.
const SILENCE: Duration = Duration::from_secs(20);

fn configure(url: &str) -> Result<Config, DbError> {
    // What is wrong with the URL is not repeated: it may be a piece of the password.
    let mut config: Config = url.parse().map_err(|_| {
        DbError::unfit(
            "the database URL can't be read: it is written postgres://user:password@host:port/database, with %XX for \
             special characters in the password",
        )
    })?;
    let options = format!("{OPTIONS} {}", config.get_options().unwrap_or_default());
    config
        .application_name("countersign")
        .connect_timeout(Duration::from_secs(5))
        // A host that fell silent, with no word to say that its connections are gone, costs a thread 20 seconds, not a
        // quarter of an hour (statements on their way) or two (an answer that is waited for): Linux gives the
        // connection up once that long nothing came back, be it what was sent or a probe.
        .tcp_user_timeout(SILENCE)
        .keepalives_idle(SILENCE / 2)
        .keepalives_interval(SILENCE / 4)
        // After a failover the old primary may still answer, read-only.
        .target_session_attrs(TargetSessionAttrs::ReadWrite)
        .options(options.trim_end());
    Ok(config)
}

/// How connections are encrypted, where the server wants it. Reading the system's roots takes tens of milliseconds, so
/// it is done once and not for each connection.
fn tls() -> Result<MakeRustlsConnect, DbError> {
    static CONFIG: OnceLock<Result<ClientConfig, rustls::Error>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    });
    let config = config.clone().map_err(|error| DbError::told(format!("TLS for PostgreSQL: {error}")))?;
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_server_is_given_up_within_seconds() {
        let config = configure("postgres://ann@db.example/countersign").expect("a URL");
        assert!(config.get_keepalives());
        assert_eq!(config.get_tcp_user_timeout(), Some(&Duration::from_secs(20)));
        assert_eq!(config.get_keepalives_idle(), Duration::from_secs(10));
        assert_eq!(config.get_keepalives_interval(), Some(Duration::from_secs(5)));
    }

    #[test]
    fn the_operators_own_options_come_last() {
        let config = configure("postgres://ann@db.example/c?options=-c%20lock_timeout%3D1").expect("a URL");
        assert!(config.get_options().is_some_and(|options| options.ends_with(" -c lock_timeout=1")));
    }
}
