//! What the machine gives: the disk, and HTTP with nothing behind it. Context for the other lines, no promise.

use super::{Bench, TURN, WARM_UP};
use crate::load::repeat;
use crate::report::Line;
use crate::server::Server;
use crate::{Outcome, disk};

pub(super) fn disk(bench: &Bench<'_>) -> Outcome<()> {
    let directory = disk::directory(&bench.args.data_in)?;
    let mut latencies = disk::fdatasync(directory.path())?;
    let measured = latencies.percentiles();
    let line = Line::new("disk").latencies("fdatasync", &mut latencies).promised(
        "the disk: fdatasync of 4 KiB",
        "",
        "",
        &format!("p50 {:.1} ms, p99 {:.1} ms", measured.p50, measured.p99),
    );
    bench.report.print(line);
    Ok(())
}

pub(super) async fn http(bench: &Bench<'_>) -> Outcome<()> {
    let directory = disk::directory(&bench.args.data_in)?;
    let floor = Server::floor(directory.path(), &bench.sink.url())?;
    let address = floor.target.address;
    let target = crate::load::Target::new(address, "/alone", "/alone", None);
    for &connections in &bench.args.connections {
        let request = target.create(&bench.numbers.fresh());
        repeat(address, request.clone(), connections, WARM_UP).await?;
        let mut all = repeat(address, request, connections, TURN).await?;
        let rate = all.rate();
        let line = Line::new(format!("http/{connections}"))
            .figure("requests_per_second", rate, format!("{rate:.0} requests/s"))
            .latencies("request", &mut all.latencies);
        bench.report.print(line);
    }
    Ok(())
}
