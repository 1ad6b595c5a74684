//! Arrivals on a schedule, whether or not earlier ones were answered. Each delay counts from the moment on the schedule, so
//! a stall is seen by all who come while it lasts, and not only by those who were waiting when it began.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{Round, Target, cycle};
use crate::http::Connection;
use crate::numbers::Numbers;
use crate::sink::Sink;
use crate::stopwatch::Stopwatch;
use crate::{Outcome, bad};

/// Connections that are open when the first comes; more are opened as they are needed.
const READY: usize = 64;
/// Cycles under way at once; beyond it the server has fallen behind for good.
const MOST: usize = 2000;

/// Begins `rate` cycles a second for `length`, evenly.
///
/// # Errors
/// At the first answer that is not the one hoped for, and when the server can't keep up.
pub(crate) async fn arrivals(
    target: &Target,
    sink: &Sink,
    numbers: &Arc<Numbers>,
    rate: f64,
    length: Duration,
) -> Outcome<Round> {
    let mut ready = Vec::with_capacity(READY);
    for _ in 0..READY {
        ready.push(Connection::open(target.address).await?);
    }
    let idle = Arc::new(Mutex::new(ready));
    let began = Stopwatch::start();
    let mut due = schedule(began, rate, length);
    let mut running: JoinSet<Outcome<Round>> = JoinSet::new();
    let mut round = Round::default();
    while let Some(moment) = due.recv().await {
        while let Some(ended) = running.try_join_next() {
            round.append(ended??);
        }
        if running.len() >= MOST {
            return Err(bad(format!("{rate:.0} cycles a second are more than get through")));
        }
        let (target, sink, idle, to) = (target.clone(), sink.clone(), Arc::clone(&idle), numbers.fresh());
        running.spawn(async move {
            let mut measured = Round::default();
            let ready = lock(&idle).pop();
            let mut connection = match ready {
                Some(connection) => connection,
                None => Connection::open(target.address).await?,
            };
            cycle(&mut connection, &target, &sink, &to, moment, &mut measured).await?;
            lock(&idle).push(connection);
            Ok(measured)
        });
    }
    while let Some(ended) = running.join_next().await {
        round.append(ended??);
    }
    round.elapsed = length;
    Ok(round)
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells each moment when it comes. A thread of its own: the runtime's timer knows milliseconds, which are as long as what
/// is measured.
pub(crate) fn schedule(began: Stopwatch, rate: f64, length: Duration) -> mpsc::UnboundedReceiver<Stopwatch> {
    let (tell, due) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for moment in moments(rate, length) {
            std::thread::sleep(moment.saturating_sub(began.elapsed()));
            if tell.send(began.plus(moment)).is_err() {
                return;
            }
        }
    });
    due
}

/// When each is due, from the beginning on.
fn moments(rate: f64, length: Duration) -> impl Iterator<Item = Duration> {
    let many = (rate * length.as_secs_f64()) as u32;
    (0..many).map(move |n| length.mul_f64(f64::from(n) / f64::from(many)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_are_spread_evenly_over_the_whole_time() {
        let all: Vec<Duration> = moments(4.0, Duration::from_secs(2)).collect();
        let millis: Vec<_> = all.iter().map(Duration::as_millis).collect();
        assert_eq!(millis, [0, 250, 500, 750, 1000, 1250, 1500, 1750]);
    }

    #[tokio::test]
    async fn a_delay_counts_from_the_moment_on_the_schedule() {
        // A server that answers nobody until all have come.
        const ALL: usize = 20;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = Target::new(listener.local_addr().unwrap(), "/create", "/check", None);
        let sink = Sink::listen().await.unwrap();
        let (come, given) = (tokio::sync::watch::Sender::new(0), sink.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(stall(Connection::new(stream).unwrap(), come.clone(), ALL, given.clone()));
            }
        });
        let numbers = Arc::default();
        let length = Duration::from_millis(200);
        let mut round = arrivals(&target, &sink, &numbers, 100.0, length).await.unwrap();
        assert_eq!(round.cycle.len(), ALL);
        // The first is due at 0 ms, the last at 190: so long the first waits at least, and the tenth for 100.
        let waited = round.create.percentiles();
        assert!(waited.p99 >= 190.0 && waited.p50 >= 90.0, "{waited:?}");
    }

    async fn stall(
        mut connection: Connection,
        come: tokio::sync::watch::Sender<usize>,
        all: usize,
        sink: Sink,
    ) {
        while connection.receive().await.unwrap_or(false) {
            let form = String::from_utf8(connection.body().to_vec()).unwrap();
            let to = form.split('&').next().unwrap().replace("To=%2B", "+");
            let (status, body) = if form.contains("Code") { (200, "\"approved\"") } else { (201, "{}") };
            if status == 201 {
                come.send_modify(|come| *come += 1);
                come.subscribe().wait_for(|come| *come >= all).await.unwrap();
                sink.deliver(&to, "123456");
            }
            let length = body.len();
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n{body}");
            connection.send(answer.as_bytes()).await.unwrap();
        }
    }
}
