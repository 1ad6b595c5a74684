//! Messages that piled up while their provider wanted a rest: how fast they go out once it takes them again, and what
//! that leaves to people who come meanwhile.

use std::time::Duration;

use super::{Bench, TURN, WARM_UP};
use crate::load::{Round, creates, cycles};
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::stopwatch::Stopwatch;
use crate::{Outcome, bad, disk};

/// The least connections that keep the server busy.
const CONNECTIONS: usize = 64;
/// Creates a second that the slowest machine gets through: for how long the provider has to be at rest.
const SLOWEST: u64 = 1200;
/// How often is looked whether the messages are out; and how long one turn of the load is meanwhile.
const LOOK: Duration = Duration::from_millis(5);
const STEP: Duration = Duration::from_millis(500);
/// Longer than any of this takes.
const LIMIT: Duration = Duration::from_secs(300);

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    on(bench, "backlog", "SQLite", &Setting::default()).await?;
    match std::env::var(countersign_testkit::POSTGRES) {
        Ok(_) => {
            on(bench, "backlog-pg", "PostgreSQL", &Setting::on(&countersign_testkit::postgres_url())).await
        }
        Err(_) => {
            bench.report.skipped("backlog-pg", &format!("{} is not set", countersign_testkit::POSTGRES));
            Ok(())
        }
    }
}

async fn on(bench: &Bench<'_>, name: &str, engine: &str, setting: &Setting) -> Outcome<()> {
    let Bench { args, binary, sink, report, .. } = bench;
    let directory = disk::directory(&args.data_in)?;
    let product = Server::product(binary, directory.path(), &sink.url(), setting)?;
    cycles(&product.target, sink, &bench.numbers, CONNECTIONS, WARM_UP).await?;

    pile_up(bench, &product).await?;
    let before = product.cpu()?;
    let alone = drain(bench).await?;
    let cpu = (product.cpu()?.saturating_sub(before)).as_secs_f64() * 1e6 / args.backlog as f64;

    let mut rates = vec![usual(bench, &product).await?];
    pile_up(bench, &product).await?;
    let (out, beside) = tokio::join!(drain(bench), keep_coming(bench, &product));
    let (out, mut beside) = (out?, beside?);
    rates.push(usual(bench, &product).await?);
    let shares: Vec<f64> = rates.iter().map(|usual| beside.rate() / usual).collect();
    let (share, text) = spread(&shares);

    // Each cycle has a message of its own, which the same worker sends.
    let in_all = out + beside.rate();

    let line = Line::new(name)
        .figure("sends_per_second", alone, format!("{alone:.0} sends/s from a backlog of {}", args.backlog))
        .figure("cpu_us", cpu, format!("{cpu:.0} µs of processor each"))
        .figure("sends_beside", out, format!("{out:.0} sends/s of it beside {CONNECTIONS} connections"))
        .figure("cycles_beside", beside.rate(), format!("which got through {:.0} cycles/s", beside.rate()))
        .figure("sends_in_all", in_all, format!("{in_all:.0} sends/s in all"))
        .figure("share", share, format!("{text} of what they get through alone"))
        .latencies("cycle", &mut beside.cycle);
    report.print(
        line.promised(
            &format!("{engine}, sends a second from a backlog to a local HTTP provider"),
            "2,000",
            "",
            &format!("{alone:.0}; {cpu:.0} µs of processor each"),
        )
        .promised(
            &format!("{engine}, sends of the backlog beside {CONNECTIONS} connections that create and check"),
            "2,000; 0.80 of their rate",
            "",
            &format!(
                "{out:.0}, with the connections' own {in_all:.0}; these keep {text} of their rate alone"
            ),
        ),
    );
    Ok(())
}

/// What the connections get through with nothing in their way.
async fn usual(bench: &Bench<'_>, product: &Server) -> Outcome<f64> {
    let mut round = Round::default();
    for _ in 0..bench.args.seconds {
        round.add(cycles(&product.target, &bench.sink, &bench.numbers, CONNECTIONS, TURN).await?);
    }
    Ok(round.rate())
}

/// Has the provider want a rest and creates what is to wait for its end.
async fn pile_up(bench: &Bench<'_>, product: &Server) -> Outcome<()> {
    let rest = Duration::from_secs(5 + bench.args.backlog / SLOWEST);
    bench.sink.rest(rest);
    let began = Stopwatch::start();
    creates(&product.target, &bench.numbers, CONNECTIONS, bench.args.backlog).await?;
    if began.elapsed() >= rest {
        return Err(bad(
            "creating the backlog took longer than its provider rested: name less with --backlog",
        ));
    }
    Ok(())
}

/// Waits until all that piled up is out; gives how many a second went, from the first to the last.
async fn drain(bench: &Bench<'_>) -> Outcome<f64> {
    let waited = Stopwatch::start();
    loop {
        tokio::time::sleep(LOOK).await;
        let (out, took) = bench.sink.unasked();
        if out >= bench.args.backlog {
            return Ok(out as f64 / took.as_secs_f64());
        }
        if waited.elapsed() > LIMIT {
            return Err(bad(format!("{out} of {} messages went out", bench.args.backlog)));
        }
    }
}

/// Cycles from the first message of the backlog on until the last.
async fn keep_coming(bench: &Bench<'_>, product: &Server) -> Outcome<Round> {
    while bench.sink.unasked().0 == 0 {
        tokio::time::sleep(LOOK).await;
    }
    let mut round = Round::default();
    while bench.sink.unasked().0 < bench.args.backlog {
        round.add(cycles(&product.target, &bench.sink, &bench.numbers, CONNECTIONS, STEP).await?);
    }
    Ok(round)
}
