//! Delays under a load that doesn't wait: 70 % of what each server gets through, on a schedule.

use std::time::Duration;

use super::{Bench, TURN, WARM_UP};
use crate::load::{Round, arrivals, cycles};
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::{Outcome, disk};

/// The share of a server's throughput that comes.
const SHARE: f64 = 0.7;
/// Longer than a turn of the closed loop: a stall has to be seen by all who come while it lasts.
const LENGTH: Duration = Duration::from_secs(2);

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, report, .. } = bench;
    let (ours, theirs) = (disk::directory(&args.data_in)?, disk::directory(&args.data_in)?);
    let product = Server::product(binary, ours.path(), &sink.url(), &Setting::default())?;
    let floor = Server::floor(theirs.path(), &sink.url())?;
    let (mut above, mut below, mut ratios) = (Round::default(), Round::default(), Vec::new());
    let mut lost = None;
    for _ in 0..args.seconds.div_ceil(LENGTH.as_secs()) {
        match (on_schedule(bench, &product).await, on_schedule(bench, &floor).await) {
            (Ok(mut one), Ok(mut other)) => {
                ratios.push(one.cycle.percentiles().p99 / other.cycle.percentiles().p99);
                above.add(one);
                below.add(other);
            }
            // Neighbours woke between the two measurements: one that fell behind for good tells nothing of delays.
            (Err(error), _) | (_, Err(error)) => lost = Some(error),
        }
    }
    if let (true, Some(error)) = (ratios.is_empty(), lost) {
        return Err(error);
    }
    let (rate, floor_rate) = (above.rate(), below.rate());
    let (ratio, text) = spread(&ratios);
    let measured = [&mut above, &mut below].map(|round| round.cycle.percentiles());
    let line = Line::new("open")
        .figure("arrivals_per_second", rate, format!("{rate:.0} arrivals/s, bare {floor_rate:.0}"))
        .latencies("create", &mut above.create)
        .latencies("check", &mut above.check)
        .latencies("cycle", &mut above.cycle)
        .figure("cycle_p99_to_floor", ratio, format!("p99 × {text} of bare {:.2} ms", measured[1].p99))
        .quiet("floor_cycle_p50_ms", measured[1].p50)
        .quiet("floor_cycle_p99_ms", measured[1].p99)
        .promised(
            "p99 of a cycle at 70 % of its throughput, to bare's",
            "under 2 ×",
            "under 1.5 ×",
            &format!("{text} ×; p50 {:.1} ms, bare {:.1}", measured[0].p50, measured[1].p50),
        );
    report.print(line);
    Ok(())
}

/// What gets through now, and then the delays at 70 % of it: the machine's drift between the two is seconds.
pub(super) async fn on_schedule(bench: &Bench<'_>, server: &Server) -> Outcome<Round> {
    let Bench { sink, numbers, .. } = bench;
    let connections = bench.most_connections();
    cycles(&server.target, sink, numbers, connections, WARM_UP).await?;
    let one = cycles(&server.target, sink, numbers, connections, TURN).await?.rate();
    let other = cycles(&server.target, sink, numbers, connections, TURN).await?.rate();
    // The lower of two: a burst is not what gets through.
    let most = one.min(other);
    arrivals(&server.target, sink, numbers, SHARE * most, LENGTH).await
}
