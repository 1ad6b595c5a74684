//! Create, deliver, check on PostgreSQL, as a share of what pgbench reaches with the same statements.

use super::{Bench, TURN, WARM_UP};
use crate::load::{Round, cycles};
use crate::pgbench::Pgbench;
use crate::report::Line;
use crate::server::{Server, Setting};
use crate::{Outcome, disk};

/// Enough to keep a pool of eight busy; more only wait.
const CONNECTIONS: usize = 16;
/// pgbench counts in seconds and loses a part of one by connecting.
const SECONDS: u64 = 2;

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, numbers, report } = bench;
    let name = format!("postgres/{CONNECTIONS}");
    if std::env::var_os(countersign_testkit::POSTGRES).is_none() {
        report.skipped(&name, &format!("{} is not set; see --help", countersign_testkit::POSTGRES));
        return Ok(());
    }
    let directory = disk::directory(&args.data_in)?;
    let url = countersign_testkit::postgres_url();
    let setting = Setting { postgres: Some(url.clone()) };
    let product = Server::product(binary, directory.path(), &sink.url(), &setting)?;
    let pgbench = Pgbench::find(directory.path())?;
    cycles(&product.target, sink, numbers, CONNECTIONS, WARM_UP).await?;
    let (mut measured, mut shares, mut floors) = (Round::default(), Vec::new(), Vec::new());
    for _ in 0..args.seconds.div_ceil(SECONDS) {
        let one = cycles(&product.target, sink, numbers, CONNECTIONS, TURN * u32::try_from(SECONDS)?).await?;
        if let Some(pgbench) = &pgbench {
            let floor = pgbench.run(&url, &product, CONNECTIONS, SECONDS)?;
            shares.push(one.rate() / floor);
            floors.push(floor);
        }
        measured.add(one);
    }
    let rate = measured.rate();
    let mut line = Line::new(&name).figure("cycles_per_second", rate, format!("{rate:.0} cycles/s"));
    if pgbench.is_some() {
        let floor = crate::stats::median(floors);
        line = line.quiet("floor_cycles_per_second", floor).shares(&format!("pgbench {floor:.0}"), shares);
    } else {
        report.skipped(&format!("{name} share"), "pgbench is not installed: apt-get install postgresql");
    }
    let line = line.latencies("create", &mut measured.create).latencies("check", &mut measured.check);
    report.print(line.latencies("cycle", &mut measured.cycle));
    Ok(())
}
