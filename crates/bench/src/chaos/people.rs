//! Those who ask. A request that isn't answered, because the server was killed, is asked again: a create under the same
//! `Idempotency-Key`, as every client should.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::ledger::Ledger;
use crate::http::Connection;
use crate::load::{Target, schedule};
use crate::numbers::Numbers;
use crate::stopwatch::Stopwatch;
use crate::{Outcome, bad};

/// How often a request is asked again before the run is given up.
const TRIES: u32 = 2000;
/// Between two.
const PAUSE: Duration = Duration::from_millis(20);

/// The way to a server that may be gone and come back elsewhere.
#[derive(Clone)]
pub(crate) struct Line {
    target: watch::Receiver<Target>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

/// An answer, and whether an earlier try may have done what was asked.
struct Answer {
    status: u16,
    body: Vec<u8>,
    is_again: bool,
}

impl Line {
    pub(crate) fn to(target: watch::Receiver<Target>) -> Self {
        Self { target, idle: Arc::default() }
    }

    /// Asks until there is an answer.
    async fn ask(&self, request: impl Fn(&Target) -> Vec<u8>) -> Outcome<Answer> {
        for turn in 0..TRIES {
            match self.try_once(&request).await {
                // Too much at once, or the fate of the transaction unknown: to be asked again.
                Ok((503, _)) | Err(_) => tokio::time::sleep(PAUSE).await,
                Ok((status, body)) => return Ok(Answer { status, body, is_again: turn > 0 }),
            }
        }
        Err(bad("the server didn't come back"))
    }

    async fn try_once(&self, request: &impl Fn(&Target) -> Vec<u8>) -> io::Result<(u16, Vec<u8>)> {
        let target = self.target.borrow().clone();
        let idle = self.idle().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => Connection::open(target.address).await?,
        };
        let status = connection.ask(&request(&target)).await?;
        let body = connection.body().to_vec();
        self.idle().push(connection);
        Ok((status, body))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `many` people come, `rate` a second, whether or not earlier ones have their code; each is waited for as long as a code
/// lives.
///
/// # Errors
/// When the server gives an answer that it must not give.
pub(crate) async fn come(
    line: &Line,
    ledger: &Arc<Ledger>,
    numbers: &Numbers,
    many: u64,
    rate: f64,
    life: Duration,
) -> Outcome<()> {
    let mut due = schedule(Stopwatch::start(), rate, Duration::from_secs_f64(many as f64 / rate));
    let mut running = JoinSet::new();
    while let Some(moment) = due.recv().await {
        while let Some(ended) = running.try_join_next() {
            ended??;
        }
        running.spawn(one(line.clone(), Arc::clone(ledger), numbers.fresh(), moment, life));
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    Ok(())
}

async fn one(line: Line, ledger: Arc<Ledger>, to: String, began: Stopwatch, life: Duration) -> Outcome<()> {
    let code = ledger.begins(&to, began);
    let created = line.ask(|target| target.create_once(&to, &to)).await?;
    if created.status != 201 {
        return Err(unhoped("create", &created));
    }
    ledger.acknowledged(&to);
    // Who waits in vain is found in the ledger.
    let Ok(Ok(code)) = tokio::time::timeout(life.saturating_sub(began.elapsed()), code).await else {
        return Ok(());
    };
    let said = line.ask(|target| target.check(&to, &code)).await?;
    // An approved verification is gone: 404 to who asks again says that the answer was lost with the server, not the
    // approval. Whether that is always so is for the tests that kill the server to say.
    let was_approved = said.status == 404 && said.is_again;
    if was_approved || (said.status == 200 && says_approved(&said)) {
        ledger.approved(&to);
    } else {
        ledger.refused(&to, format!("{} {}", said.status, String::from_utf8_lossy(&said.body)));
    }
    Ok(())
}

fn says_approved(answer: &Answer) -> bool {
    answer.body.windows(10).any(|part| part == b"\"approved\"")
}

fn unhoped(what: &str, answer: &Answer) -> Box<dyn std::error::Error + Send + Sync> {
    bad(format!("a {what} was answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body)))
}
