//! Everybody creates for one recipient: five are taken, the rest refused. What a lock costs when all want it.

use super::{Bench, TURN};
use crate::load::repeat;
use crate::report::Line;
use crate::server::{Server, Setting};
use crate::{Outcome, bad, disk};

/// Sends for one recipient before the person has to wait.
const MOST_TAKEN: usize = 5;

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    on(bench, "hot", &Setting::default()).await?;
    match std::env::var(countersign_testkit::POSTGRES) {
        Ok(_) => on(bench, "hot-pg", &Setting::on(&countersign_testkit::postgres_url())).await,
        Err(_) => {
            bench.report.skipped("hot-pg", &format!("{} is not set", countersign_testkit::POSTGRES));
            Ok(())
        }
    }
}

async fn on(bench: &Bench<'_>, name: &str, setting: &Setting) -> Outcome<()> {
    let directory = disk::directory(&bench.args.data_in)?;
    let product = Server::product(&bench.binary, directory.path(), &bench.sink.url(), setting)?;
    for &connections in &bench.args.connections {
        let request = product.target.create(&bench.numbers.fresh());
        let length = TURN * u32::try_from(bench.args.seconds)?;
        let mut all = repeat(product.target.address, request, connections, length).await?;
        // A benchmark of a limit that doesn't hold would measure something else.
        if all.taken != MOST_TAKEN || all.refused == 0 {
            return Err(bad(format!("{} creates were taken for one recipient, not {MOST_TAKEN}", all.taken)));
        }
        let rate = all.rate();
        let engine = if setting.postgres.is_some() { "PostgreSQL" } else { "SQLite" };
        let line = Line::new(format!("{name}/{connections}"))
            .figure("answers_per_second", rate, format!("{rate:.0} answers/s"))
            .latencies("create", &mut all.latencies);
        bench.report.print(if connections == bench.most_connections() {
            line.promised(
                &format!("{engine}, {connections} connections, all at one recipient"),
                "",
                "",
                &format!("{rate:.0} answers/s, {MOST_TAKEN} taken"),
            )
        } else {
            line
        });
    }
    Ok(())
}
