//! Create, deliver, check, on the embedded database: the main promise.

use super::Bench;
use super::turns::{Turns, closed};
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::{Outcome, disk};

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, report, .. } = bench;
    for &connections in &args.connections {
        // Fresh databases each time: a scenario doesn't pay for what the one before it left behind.
        let (ours, theirs) = (disk::directory(&args.data_in)?, disk::directory(&args.data_in)?);
        let product = Server::product(binary, ours.path(), &sink.url(), &Setting::default())?;
        let (floor, name) = match &args.against {
            Some(other) => {
                (Server::product(other, theirs.path(), &sink.url(), &Setting::default())?, "other")
            }
            None => (Server::floor(theirs.path(), &sink.url())?, "bare"),
        };
        let turns = closed(bench, &product, &floor, connections).await?;
        report.print(line(connections, name, turns));
    }
    Ok(())
}

fn line(connections: usize, name: &str, turns: Turns) -> Line {
    let Turns { mut above, mut below, shares, cpu, below_cpu } = turns;
    let (rate, floor) = (above.rate(), below.rate());
    // A closed loop's mean delay is its rate told in another way (Little's law): what is left is the tail's own.
    let tail = above.cycle.percentiles().p99 / below.cycle.percentiles().p99;
    let line = Line::new(format!("sqlite/{connections}"))
        .figure("cycles_per_second", rate, format!("{rate:.0} cycles/s"))
        .quiet("floor_cycles_per_second", floor)
        .shares(&format!("{name} {floor:.0}"), &shares)
        .latencies("create", &mut above.create)
        .latencies("check", &mut above.check)
        .latencies("cycle", &mut above.cycle)
        .figure("cycle_p99_to_floor", tail, format!("×{tail:.1}"))
        .figure(
            "cycle_tail_to_floor",
            tail * rate / floor,
            format!("×{:.1} beside its mean", tail * rate / floor),
        )
        .figure("cpu_us", cpu, format!("{cpu:.0} µs of processor a cycle, {name} {below_cpu:.0}"))
        .quiet("floor_cpu_us", below_cpu);
    // Nothing is promised for one connection alone, where each waits for the disk by itself.
    if connections == 1 {
        return line;
    }
    let (_, share) = spread(&shares);
    line.promised(&format!("SQLite, {connections} connections, share of {name}"), "0.40", "0.70", &share)
        .promised(
            &format!("p99 of a cycle in that closed loop, to {name}'s"),
            "under 2 ×",
            "under 1.5 ×",
            &format!("{tail:.1} ×"),
        )
        .promised(
            &format!("processor time of a cycle, {connections} connections"),
            "",
            "",
            &format!("{cpu:.0} µs; {name} {below_cpu:.0}"),
        )
}
