//! `serve` as an operator runs it, with every limit on and a line in the log for each request, beside `dev` without.

use super::Bench;
use super::turns::closed;
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::{Outcome, disk};

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    for &connections in &bench.args.connections {
        on(bench, "limits", "SQLite", connections, Setting::default).await?;
    }
    Ok(())
}

/// One line; `setting` gives a database of its own each time.
pub(super) async fn on(
    bench: &Bench<'_>,
    name: &str,
    engine: &str,
    connections: usize,
    setting: impl Fn() -> Setting,
) -> Outcome<()> {
    let Bench { args, binary, sink, report, .. } = bench;
    let (ours, theirs) = (disk::directory(&args.data_in)?, disk::directory(&args.data_in)?);
    let production = Server::production(binary, ours.path(), &sink.url(), &setting())?;
    let product = Server::product(binary, theirs.path(), &sink.url(), &setting())?;
    let mut turns = closed(bench, &production, &product, connections).await?;
    let (rate, without) = (turns.above.rate(), turns.below.rate());
    let (_, share) = spread(&turns.shares);
    let (cpu, cpu_without) = (turns.cpu, turns.below_cpu);
    let line = Line::new(format!("{name}/{connections}"))
        .figure("cycles_per_second", rate, format!("{rate:.0} cycles/s"))
        .quiet("without_cycles_per_second", without)
        .shares(&format!("the same without limits, {without:.0}"), &turns.shares)
        .latencies("cycle", &mut turns.above.cycle)
        .figure("cpu_us", cpu, format!("{cpu:.0} µs of processor a cycle, without {cpu_without:.0}"))
        .quiet("without_cpu_us", cpu_without);
    report.print(if connections == 1 {
        line
    } else {
        line.promised(
            &format!("{engine}, {connections} connections, every limit on, share of its own rate without"),
            "",
            "",
            &format!("{share}; {cpu:.0} µs a cycle, without {cpu_without:.0}"),
        )
    });
    Ok(())
}
