//! Memory, and the time until the first answer.

use std::cell::Cell;
use std::time::Duration;

use super::{Bench, TURN};
use crate::load::cycles;
use crate::report::Line;
use crate::server::{Server, Setting};
use crate::stats::median;
use crate::{Outcome, disk};

/// Connections under which memory is promised.
const CONNECTIONS: usize = 64;
/// Starts of each kind; their median is told.
const STARTS: usize = 5;

pub(super) async fn memory(bench: &Bench<'_>) -> Outcome<()> {
    let directory = disk::directory(&bench.args.data_in)?;
    let product = Server::product(&bench.binary, directory.path(), &bench.sink.url(), &Setting::default())?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let idle = product.memory()?;
    let most = Cell::new(idle);
    let watching = async {
        loop {
            tokio::time::sleep(Duration::from_millis(250)).await;
            if let Ok(now) = product.memory() {
                most.set(most.get().max(now));
            }
        }
    };
    let length = TURN * u32::try_from(bench.args.seconds)?;
    tokio::select! {
        ended = cycles(&product.target, &bench.sink, &bench.numbers, CONNECTIONS, length) => drop(ended?),
        () = watching => {}
    }
    let most = most.get();
    let line = Line::new("memory").figure("idle_pss_mib", idle, format!("idle {idle:.1} MiB")).figure(
        "busy_pss_mib",
        most,
        format!("at {CONNECTIONS} connections {most:.1} MiB at most (PSS)"),
    );
    let line = line.promised(
        &format!("memory (PSS), idle / at {CONNECTIONS} connections"),
        "30 / 80 MiB",
        "20 / 50 MiB",
        &format!("{idle:.0} / {most:.0} MiB"),
    );
    bench.report.print(line);
    Ok(())
}

pub(super) fn start(bench: &Bench<'_>) -> Outcome<()> {
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let directory = disk::directory(&bench.args.data_in)?;
        for times in [&mut first, &mut again] {
            let sink = bench.sink.url();
            let product = Server::product(&bench.binary, directory.path(), &sink, &Setting::default())?;
            times.push(product.first_answer.as_secs_f64() * 1000.0);
        }
    }
    let (first, again) = (median(first), median(again));
    let line = Line::new("start")
        .figure("new_ms", first, format!("first answer after {first:.0} ms with a new database"))
        .figure("again_ms", again, format!("{again:.0} ms with one that is there"))
        .promised(
            "start to first answer, new database",
            "200 ms",
            "100 ms",
            &format!("{first:.0} ms; {again:.0} ms with one that is there"),
        );
    bench.report.print(line);
    Ok(())
}
