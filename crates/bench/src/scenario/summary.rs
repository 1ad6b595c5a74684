//! What a summary costs over millions of attempts, and a list beside it, once their hours are counted.

use std::time::Duration;

use rusqlite::{Connection as Database, OpenFlags};

use super::Bench;
use super::history::fill;
use crate::http::Connection;
use crate::report::Line;
use crate::server::{Server, Setting};
use crate::stats::median;
use crate::stopwatch::Stopwatch;
use crate::{Outcome, bad, disk};

/// Questions of each kind; their median is told.
const TIMES: usize = 15;
/// How long counting may take.
const PATIENCE: Duration = Duration::from_secs(3600);

/// What each question is called, and the question.
const ASKED: [(&str, &str); 6] = [
    ("all", "/v2/Attempts/Summary"),
    ("country", "/v2/Attempts/Summary?Country=DE&Channel=sms"),
    ("prefix", "/v2/Attempts/Summary?DestinationPrefix=%2B491"),
    ("list", "/v2/Attempts?PageSize=50"),
    ("rare", "/v2/Attempts?Channel=call"),
    ("number", "/v2/Attempts?ChannelData.To=%2B4915100000001"),
];

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, report, .. } = bench;
    let data = disk::directory(&args.data_in)?;
    let start = || Server::product(binary, data.path(), &sink.url(), &Setting::default());
    // Started once, so that the tables and the service are there.
    let first = start()?;
    let (account, service) = (first.account.clone(), first.service.clone());
    drop(first);
    let database = data.path().join("data/countersign.db");
    fill(&database, &account, &service, args.history)?;
    // A service counts nothing that was before it.
    Database::open(&database)?.execute("UPDATE services SET created_at = 0", [])?;
    let counting = Stopwatch::start();
    let server = start()?;
    wait_until_counted(&database, counting).await?;
    let counted = counting.elapsed().as_secs_f64();
    let million = args.history as f64 / 1e6;
    let mut line = Line::new("summary").figure(
        "counted_s",
        counted,
        format!("{million} million attempts counted in {counted:.0} s"),
    );
    let mut connection = Connection::open(server.target.address).await?;
    for (name, path) in ASKED {
        let mut took = Vec::new();
        for _ in 0..TIMES {
            let watch = Stopwatch::start();
            let status = connection.ask(&server.target.read(path)).await?;
            took.push(watch.elapsed().as_secs_f64() * 1000.0);
            if status != 200 {
                return Err(bad(format!("{path} was answered {status}")));
            }
        }
        let middle = median(took);
        line = line.figure(&format!("{name}_ms"), middle, format!("{name} {middle:.1} ms"));
    }
    report.print(line);
    Ok(())
}

/// The history ends at the moment of filling: all of its hours but the last are ripe, and counted when the mark stands
/// within two hours of it.
async fn wait_until_counted(database: &std::path::Path, since: Stopwatch) -> Outcome<()> {
    let database = Database::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let left = "SELECT unixepoch() / 3600 - COALESCE((SELECT CAST(value AS INTEGER) FROM marks
        WHERE name = 'attempts.counted'), 0)";
    while since.elapsed() < PATIENCE {
        let left: i64 = database.query_row(left, [], |row| row.get(0))?;
        if left <= 2 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err(bad("the attempts were not counted within an hour"))
}
