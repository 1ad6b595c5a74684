//! Providers that fail and hang, and then a server that is killed besides: whoever was told that a code was sent gets one
//! while it is good.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::Bench;
use crate::chaos::{self, Ledger, Peers, Tally};
use crate::load::Target;
use crate::report::Line;
use crate::server::{Server, Setting};
use crate::{Outcome, bad, disk};

/// How long a code lives unless a service says otherwise.
const LIFE: Duration = Duration::from_secs(600);
/// How long the server lives between two kills.
const ALIVE: Duration = Duration::from_secs(4);

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    on(bench, "chaos", "SQLite", None, false).await?;
    on(bench, "chaos-kill", "SQLite", None, true).await?;
    if std::env::var_os(countersign_testkit::POSTGRES).is_none() {
        bench.report.skipped("chaos-kill-pg", &format!("{} is not set", countersign_testkit::POSTGRES));
        return Ok(());
    }
    let url = countersign_testkit::postgres_url();
    on(bench, "chaos-kill-pg", "PostgreSQL", Some(url), true).await
}

async fn on(
    bench: &Bench<'_>,
    name: &str,
    engine: &str,
    postgres: Option<String>,
    is_killed: bool,
) -> Outcome<()> {
    let Bench { args, binary, numbers, .. } = bench;
    let directory = disk::directory(&args.data_in)?;
    let ledger = Arc::new(Ledger::default());
    let peers = Peers::listen(&ledger).await?;
    let setting = Setting { postgres, delivery: Some(peers.configuration()) };
    let server = start(binary, directory.path(), &setting).await?;
    let (target, seen) = watch::channel(server.target.clone());
    let people = chaos::Line::to(seen);
    let (many, rate) = (args.chaos, args.chaos_rate as f64);
    let coming = chaos::come(&people, &ledger, numbers, many, rate, LIFE);
    let mut kills = 0;
    if is_killed {
        tokio::select! {
            ended = coming => ended?,
            ended = kill_again_and_again(binary, directory.path(), &setting, server, target, &mut kills) => ended?,
        }
    } else {
        coming.await?;
        drop(server);
    }
    let tally = ledger.tally(LIFE);
    let wrong = (tally.missing, tally.lost, tally.contradicted);
    let refusal = tally.refusal.clone().map(|said| format!("; one was told {said}")).unwrap_or_default();
    tell(bench, name, engine, tally, kills, &peers);
    match wrong {
        (0, 0, 0) => Ok(()),
        (missing, lost, contradicted) => Err(bad(format!(
            "{name}: {missing} codes were missing, {lost} verifications lost, {contradicted} had two codes{refusal}"
        ))),
    }
}

fn tell(bench: &Bench<'_>, name: &str, engine: &str, tally: Tally, kills: u32, peers: &Peers) {
    let Tally { acknowledged, missing, lost, duplicates, mut latencies, slowest, .. } = tally;
    let taken = latencies.percentiles();
    let share = duplicates as f64 / acknowledged.max(1) as f64 * 100.0;
    let killed = if kills > 0 { format!(", killed {kills} times") } else { String::new() };
    let text = format!(
        "{missing} of {acknowledged} missing, {lost} lost; until a provider took it p50 {:.0} ms p99 {:.0} ms, slowest \
         {:.1} s; {duplicates} taken twice ({share:.2} %)",
        taken.p50,
        taken.p99,
        slowest.as_secs_f64()
    );
    let line = Line::new(name)
        .figure("missing", missing as f64, format!("{text}{killed}; asked {}", peers.asked()))
        .quiet("acknowledged", acknowledged as f64)
        .quiet("lost", lost as f64)
        .quiet("taken_p50_ms", taken.p50)
        .quiet("taken_p99_ms", taken.p99)
        .quiet("taken_slowest_ms", slowest.as_secs_f64() * 1000.0)
        .quiet("duplicates", duplicates as f64)
        .quiet("kills", f64::from(kills));
    bench.report.print(line.promised(
        &format!("{engine}, one provider fails 30 %, one hangs, one is fine{killed}"),
        "0 missing, 0 lost",
        "",
        &text,
    ));
}

/// Kills the server whenever it has lived a while, and starts it again on the same data. Never ends by itself.
async fn kill_again_and_again(
    binary: &Path,
    directory: &Path,
    setting: &Setting,
    mut server: Server,
    target: watch::Sender<Target>,
    kills: &mut u32,
) -> Outcome<()> {
    loop {
        tokio::time::sleep(ALIVE).await;
        // Dropping it is `kill -9`.
        drop(server);
        *kills += 1;
        server = start(binary, directory, setting).await?;
        target.send_replace(server.target.clone());
    }
}

/// Starts the server without keeping the people and the providers waiting.
async fn start(binary: &Path, directory: &Path, setting: &Setting) -> Outcome<Server> {
    let (binary, directory, setting) = (binary.to_owned(), directory.to_owned(), setting.clone());
    tokio::task::spawn_blocking(move || Server::product(&binary, &directory, "", &setting)).await?
}
