//! Create, deliver, check on PostgreSQL, as a share of what pgbench reaches with the same statements.

use super::{Bench, TURN, WARM_UP, limits, open};
use crate::load::{Round, cycles};
use crate::pgbench::Pgbench;
use crate::report::{Line, spread};
use crate::script::Sent;
use crate::server::{Server, Setting};
use crate::{Outcome, disk};

/// Enough to keep a pool of connections busy; more only wait.
const CONNECTIONS: usize = 16;
/// pgbench counts in seconds and loses a part of one by connecting.
const SECONDS: u64 = 2;

/// Tells when there is no server to measure with.
fn is_missing(bench: &Bench<'_>, name: &str) -> bool {
    let missing = std::env::var_os(countersign_testkit::POSTGRES).is_none();
    if missing {
        bench.report.skipped(name, &format!("{} is not set; see --help", countersign_testkit::POSTGRES));
    }
    missing
}

/// Whether pgbench's script is what the server sends: it listens to a cycle.
pub(super) async fn sent(bench: &Bench<'_>) -> Outcome<()> {
    if is_missing(bench, "sent") {
        return Ok(());
    }
    let Bench { args, binary, sink, numbers, report } = bench;
    let directory = disk::directory(&args.data_in)?;
    let tap = crate::wire::Tap::before(&countersign_testkit::postgres_url())?;
    let product = Server::product(binary, directory.path(), &sink.url(), &Setting::on(&tap.url()))?;
    // The first cycle prepares its statements, which costs round trips of its own, once a connection.
    for _ in 0..20 {
        cycles(&product.target, sink, numbers, CONNECTIONS, TURN / 10).await?;
    }
    let sent = Sent::of(&tap.transactions())?;
    sent.compare()?;
    let [create, record, check] = sent.round_trips();
    let text = format!(
        "create {create}, record {record} and check {check} round trips, with the statements that pgbench runs"
    );
    report.print(Line::new("sent").figure("round_trips", (create + record + check) as f64, text));
    Ok(())
}

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, numbers, report } = bench;
    let name = format!("postgres/{CONNECTIONS}");
    if is_missing(bench, &name) {
        return Ok(());
    }
    let directory = disk::directory(&args.data_in)?;
    let url = countersign_testkit::postgres_url();
    let product = Server::product(binary, directory.path(), &sink.url(), &Setting::on(&url))?;
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
        let (_, share) = spread(&shares);
        line = line
            .quiet("floor_cycles_per_second", floor)
            .shares(&format!("pgbench {floor:.0}"), &shares)
            .promised(
                &format!("PostgreSQL, {CONNECTIONS} connections, share of pgbench"),
                "0.40",
                "0.70",
                &share,
            );
    } else {
        report.skipped(&format!("{name} share"), "pgbench is not installed: apt-get install postgresql");
    }
    let line = line.latencies("create", &mut measured.create).latencies("check", &mut measured.check);
    report.print(line.latencies("cycle", &mut measured.cycle));

    let mut on_schedule = Round::default();
    for _ in 0..args.seconds.div_ceil(SECONDS) {
        on_schedule.add(open::on_schedule(bench, &product).await?);
    }
    let rate = on_schedule.rate();
    let line = Line::new("postgres-open")
        .figure("arrivals_per_second", rate, format!("{rate:.0} arrivals/s"))
        .latencies("create", &mut on_schedule.create)
        .latencies("check", &mut on_schedule.check);
    report.print(line.latencies("cycle", &mut on_schedule.cycle));
    drop(product);

    let own = || Setting::on(&countersign_testkit::postgres_url());
    limits::on(bench, "postgres-limits", "PostgreSQL", CONNECTIONS, own).await
}
