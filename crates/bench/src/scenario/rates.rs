//! Creates that name a rate limit of the service, beside creates that name none: each counted by a value of its own, and
//! all by one that they share, whose row every create of the server then locks.

use super::Bench;
use super::turns::closed;
use crate::http::Connection;
use crate::load::{Counted, Target};
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::{Outcome, bad, disk};

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    on(bench, "rates", "SQLite", Setting::default).await?;
    match std::env::var(countersign_testkit::POSTGRES) {
        Ok(_) => {
            on(bench, "rates-pg", "PostgreSQL", || Setting::on(&countersign_testkit::postgres_url())).await
        }
        Err(_) => {
            bench.report.skipped("rates-pg", &format!("{} is not set", countersign_testkit::POSTGRES));
            Ok(())
        }
    }
}

/// `setting` gives a database of its own each time.
async fn on(bench: &Bench<'_>, name: &str, engine: &str, setting: impl Fn() -> Setting) -> Outcome<()> {
    let Bench { args, binary, sink, report, .. } = bench;
    for &connections in &args.connections {
        for (by, counted) in [("own", Counted::ByItself), ("shared", Counted::WithAll)] {
            let (ours, theirs) = (disk::directory(&args.data_in)?, disk::directory(&args.data_in)?);
            let mut limited = Server::product(binary, ours.path(), &sink.url(), &setting())?;
            let plain = Server::product(binary, theirs.path(), &sink.url(), &setting())?;
            limit(&limited.target).await?;
            limited.target = limited.target.counted(counted);
            let mut turns = closed(bench, &limited, &plain, connections).await?;
            let (rate, without) = (turns.above.rate(), turns.below.rate());
            let (_, share) = spread(&turns.shares);
            let (cpu, cpu_without) = (turns.cpu, turns.below_cpu);
            let line = Line::new(format!("{name}-{by}/{connections}"))
                .figure("cycles_per_second", rate, format!("{rate:.0} cycles/s"))
                .quiet("without_cycles_per_second", without)
                .shares(&format!("the same uncounted, {without:.0}"), &turns.shares)
                .latencies("cycle", &mut turns.above.cycle)
                .figure(
                    "cpu_us",
                    cpu,
                    format!("{cpu:.0} µs of processor a cycle, uncounted {cpu_without:.0}"),
                )
                .quiet("without_cpu_us", cpu_without);
            report.print(if connections == bench.most_connections() {
                line.promised(
                    &format!("{engine}, {connections} connections, counted by a {by} value, share of its own rate uncounted"),
                    "",
                    "",
                    &format!("{share}; {cpu:.0} µs a cycle, uncounted {cpu_without:.0}"),
                )
            } else {
                line
            });
        }
    }
    Ok(())
}

/// Makes the rate limit, with a bucket that never fills.
async fn limit(target: &Target) -> Outcome<()> {
    let mut connection = Connection::open(target.address).await?;
    for (path, body) in
        [("RateLimits", "UniqueName=bench"), ("RateLimits/bench/Buckets", "Max=1000000&Interval=3600")]
    {
        let status = connection.ask(&target.beside(path, body)).await?;
        if status != 201 {
            return Err(bad(format!("{path} was answered {status}")));
        }
    }
    Ok(())
}
