//! Create, deliver, check, on the embedded database: the main promise.

use super::{Bench, TURN, WARM_UP};
use crate::load::{Round, cycles};
use crate::report::Line;
use crate::server::{Server, Setting};
use crate::{Outcome, disk};

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, numbers, report } = bench;
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
        cycles(&product.target, sink, numbers, connections, WARM_UP).await?;
        cycles(&floor.target, sink, numbers, connections, WARM_UP).await?;
        let (mut above, mut below) = (Round::default(), Round::default());
        let mut shares = Vec::new();
        let before = (product.cpu()?, floor.cpu()?);
        for _ in 0..args.seconds {
            let one = cycles(&product.target, sink, numbers, connections, TURN).await?;
            let other = cycles(&floor.target, sink, numbers, connections, TURN).await?;
            shares.push(one.rate() / other.rate());
            above.add(one);
            below.add(other);
        }
        let cpu = product.cpu()?.saturating_sub(before.0).as_secs_f64() / above.cycle.len() as f64;
        let floor_cpu = floor.cpu()?.saturating_sub(before.1).as_secs_f64() / below.cycle.len() as f64;
        let (cpu, floor_cpu) = (cpu * 1e6, floor_cpu * 1e6);
        let line = line(&format!("sqlite/{connections}"), name, &mut above, &mut below, shares);
        let text = format!("{cpu:.0} µs of processor a cycle, {name} {floor_cpu:.0}");
        report.print(line.figure("cpu_us", cpu, text).quiet("floor_cpu_us", floor_cpu));
    }
    Ok(())
}

fn line(scenario: &str, name: &str, above: &mut Round, below: &mut Round, shares: Vec<f64>) -> Line {
    let (rate, floor) = (above.rate(), below.rate());
    let (cycle, floor_cycle) = (above.cycle.percentiles(), below.cycle.percentiles());
    let tail = cycle.p99 / floor_cycle.p99;
    let create_tail = above.create.percentiles().p99 / below.create.percentiles().p99;
    let check_tail = above.check.percentiles().p99 / below.check.percentiles().p99;
    Line::new(scenario)
        .figure("cycles_per_second", rate, format!("{rate:.0} cycles/s"))
        .quiet("floor_cycles_per_second", floor)
        .shares(&format!("{name} {floor:.0}"), shares)
        .latencies("create", &mut above.create)
        .figure("create_p99_to_floor", create_tail, format!("×{create_tail:.1}"))
        .latencies("check", &mut above.check)
        .figure("check_p99_to_floor", check_tail, format!("×{check_tail:.1}"))
        .latencies("cycle", &mut above.cycle)
        .figure("cycle_p99_to_floor", tail, format!("×{tail:.1}"))
}
