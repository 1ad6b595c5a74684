//! What a past costs: cycles beside millions of verifications that have ended, and the start of a server that holds them.

use rusqlite::Connection;

use super::Bench;
use super::turns::closed;
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::stats::median;
use crate::stopwatch::Stopwatch;
use crate::{Outcome, disk};

/// The least connections that keep the server busy.
const CONNECTIONS: usize = 64;
/// Starts; their median is told.
const STARTS: usize = 5;
/// Rows that share a COMMIT.
const CHUNK: u64 = 100_000;
/// How far the past reaches back: well within what is kept.
const PAST_MILLIS: i64 = 20 * 86_400_000;

/// One row of the past: approved, its send recorded. The SID begins with the time, as the product's do.
const VERIFICATION: &str = "INSERT INTO verifications (sid, account_sid, service_sid, recipient, channel, status,
    ended_at, code_key, code_length, code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at,
    updated_at, expires_at)
    VALUES (?1, ?2, ?3, ?4, 'sms', 'approved', ?5 + 9000, 'k1', 6, NULL, NULL, NULL, ?5 || ' sms ' || ?6, 1, 1, NULL, ?5,
    ?5 + 9000, ?5 + 600000)";
const ATTEMPT: &str =
    "INSERT INTO attempts (sid, account_sid, service_sid, verification_sid, channel, state, tries,
    provider, provider_id, error, created_at, updated_at)
    VALUES (?1, ?2, ?3, ?4, 'sms', 'sent', 1, 'sink', NULL, NULL, ?5, ?5 + 40)";

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, report, .. } = bench;
    let (ours, theirs) = (disk::directory(&args.data_in)?, disk::directory(&args.data_in)?);
    let start = |of: &tempfile::TempDir| Server::product(binary, of.path(), &sink.url(), &Setting::default());
    // Started once, so that the tables and the service are there.
    let first = start(&ours)?;
    let (account, service) = (first.account.clone(), first.service.clone());
    drop(first);
    let filling = Stopwatch::start();
    fill(&ours.path().join("data/countersign.db"), &account, &service, args.history)?;
    let filled = filling.elapsed().as_secs_f64();

    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(start(&ours)?.first_answer.as_secs_f64() * 1000.0);
    }
    let again = median(starts);
    let million = args.history as f64 / 1e6;
    report.print(
        Line::new("start/history")
            .figure(
                "again_ms",
                again,
                format!("{again:.0} ms with {million} million verifications (filled in {filled:.0} s)"),
            )
            .promised(
                &format!("start to first answer, {million} million verifications"),
                "400 ms",
                "150 ms",
                &format!("{again:.0} ms"),
            ),
    );

    let (full, empty) = (start(&ours)?, start(&theirs)?);
    let mut turns = closed(bench, &full, &empty, CONNECTIONS).await?;
    let (rate, without) = (turns.above.rate(), turns.below.rate());
    let (_, share) = spread(&turns.shares);
    let (cpu, cpu_without) = (turns.cpu, turns.below_cpu);
    let more = (cpu / cpu_without - 1.0) * 100.0;
    let line = Line::new("history")
        .figure("cycles_per_second", rate, format!("{rate:.0} cycles/s with {million} million verifications"))
        .shares(&format!("{without:.0} with none"), &turns.shares)
        .latencies("cycle", &mut turns.above.cycle)
        .figure(
            "cpu_us",
            cpu,
            format!("{cpu:.0} µs of processor a cycle, with none {cpu_without:.0} ({more:+.0} %)"),
        )
        .quiet("without_cpu_us", cpu_without)
        .promised(
            &format!("cost with {million} million past verifications against none"),
            "within 15 %",
            "within 5 %",
            &format!("{more:+.0} % of processor time; rate {share} of that with none"),
        );
    report.print(line);
    Ok(())
}

/// Writes the past straight into the tables, in the order of SIDs.
pub(super) fn fill(database: &std::path::Path, account: &str, service: &str, rows: u64) -> Outcome<()> {
    let mut connection = Connection::open(database)?;
    // Made to be thrown away: nothing is lost that could not be made again.
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    let now: i64 = connection.query_row("SELECT unixepoch() * 1000", [], |row| row.get(0))?;
    let began = now - PAST_MILLIS;
    let mut row = 0;
    while row < rows {
        let chunk = connection.transaction()?;
        {
            let mut verification = chunk.prepare_cached(VERIFICATION)?;
            let mut attempt = chunk.prepare_cached(ATTEMPT)?;
            for n in row..rows.min(row + CHUNK) {
                let at = began + (i128::from(PAST_MILLIS) * i128::from(n) / i128::from(rows)) as i64;
                // The time, and behind it what makes it one of its kind.
                let [sid, send] = ["VE", "VL"].map(|kind| format!("{kind}{at:012x}{n:020x}"));
                let recipient = format!("+49151{:08}", n % 100_000_000);
                verification.execute((&sid, account, service, recipient, at, &send))?;
                attempt.execute((&send, account, service, &sid, at))?;
            }
        }
        chunk.commit()?;
        row += CHUNK;
    }
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}
