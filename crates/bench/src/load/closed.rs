//! So many connections, each asking again as soon as it was answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::{Round, Target, cycle, unhoped};
use crate::Outcome;
use crate::http::Connection;
use crate::numbers::Numbers;
use crate::sink::Sink;
use crate::stats::Latencies;
use crate::stopwatch::Stopwatch;

/// Create, wait for the code, check, on `connections` at once for `length`.
///
/// # Errors
/// At the first answer that is not the one hoped for: a rate of refusals would say nothing.
pub(crate) async fn cycles(
    target: &Target,
    sink: &Sink,
    numbers: &Arc<Numbers>,
    connections: usize,
    length: Duration,
) -> Outcome<Round> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(target.address).await?);
    }
    let began = Stopwatch::start();
    let mut running = JoinSet::new();
    for mut connection in open {
        let (target, sink, numbers) = (target.clone(), sink.clone(), Arc::clone(numbers));
        running.spawn(async move {
            let mut measured = Round::default();
            while began.elapsed() < length {
                let to = numbers.fresh();
                cycle(&mut connection, &target, &sink, &to, Stopwatch::start(), &mut measured).await?;
            }
            Outcome::Ok(measured)
        });
    }
    let mut round = Round::default();
    while let Some(ended) = running.join_next().await {
        round.append(ended??);
    }
    round.elapsed = began.elapsed();
    Ok(round)
}

/// So many creates and nothing else, on `connections` at once.
///
/// # Errors
/// At the first answer that is not the one hoped for.
pub(crate) async fn creates(
    target: &Target,
    numbers: &Arc<Numbers>,
    connections: usize,
    many: u64,
) -> Outcome<()> {
    let left = Arc::new(AtomicU64::new(many));
    let mut running = JoinSet::new();
    for _ in 0..connections {
        let mut connection = Connection::open(target.address).await?;
        let (target, numbers, left) = (target.clone(), Arc::clone(numbers), Arc::clone(&left));
        running.spawn(async move {
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
            {
                let status = connection.ask(&target.create(&numbers.fresh())).await?;
                if status != 201 {
                    return Err(unhoped("create", status, &connection));
                }
            }
            Outcome::Ok(())
        });
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    Ok(())
}

/// The same request again and again; gives the latencies, and how often each status came.
pub(crate) async fn repeat(
    address: SocketAddr,
    request: Vec<u8>,
    connections: usize,
    length: Duration,
) -> Outcome<Repeated> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(address).await?);
    }
    let began = Stopwatch::start();
    let request: Arc<[u8]> = request.into();
    let mut running = JoinSet::new();
    for mut connection in open {
        let request = Arc::clone(&request);
        running.spawn(async move {
            let mut measured = Repeated::default();
            while began.elapsed() < length {
                let one = Stopwatch::start();
                let status = connection.ask(&request).await?;
                measured.latencies.add(one.elapsed());
                match status {
                    200..=299 => measured.taken += 1,
                    429 => measured.refused += 1,
                    _ => return Err(unhoped("request", status, &connection)),
                }
            }
            Outcome::Ok(measured)
        });
    }
    let mut all = Repeated::default();
    while let Some(ended) = running.join_next().await {
        let one = ended??;
        all.latencies.append(one.latencies);
        all.taken += one.taken;
        all.refused += one.refused;
    }
    all.elapsed = began.elapsed();
    Ok(all)
}

/// What one request, repeated, came to.
#[derive(Default)]
pub(crate) struct Repeated {
    pub(crate) elapsed: Duration,
    pub(crate) latencies: Latencies,
    /// Answers 2xx.
    pub(crate) taken: usize,
    /// Answers 429.
    pub(crate) refused: usize,
}

impl Repeated {
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }
}
