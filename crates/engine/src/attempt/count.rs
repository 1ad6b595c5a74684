//! Counting attempts by the hour, behind requests.
//!
//! An hour is counted once nothing of it can change: it is over, whatever was late has come, and each of its verifications
//! has ended. Until then, and for all hours behind it, a summary looks at the attempts themselves. A node that dies leaves
//! lines that nobody looks at, because the mark has not moved; whoever counts next removes them.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use countersign_model::Timestamp;
use countersign_store::attempt_sums::{self, Chosen, HOUR, Line, MARK, Seen, Sum};
use countersign_store::outcomes::behind;
use countersign_store::{End, StoreError, leases, marks};

use crate::Engine;

/// How long after its end an hour may still get attempts, in milliseconds: clocks of nodes differ, and a create waits for
/// its database.
const LATE_MILLIS: i64 = 900_000;
/// How long a node that died keeps others from counting, in milliseconds.
const LEASE_MILLIS: i64 = 60_000;
/// Hours counted in one round, so that other tidying has its turn.
const ROUND: usize = 24;
/// Attempts read at once.
const PAGE: i64 = 2000;
/// Lines written at once: a few milliseconds of the writer's time.
const CHUNK: i64 = 100;
const CHUNK_LINES: usize = 100;

/// Lines of an hour.
type Lines = BTreeMap<Line, Sum>;

/// Which hour is counted, and the mark that says so: whoever finds another mark has been overtaken.
#[derive(Clone)]
struct Turn {
    hour: i64,
    mark: String,
}

impl Engine {
    /// Counts hours until none is ripe, or a round of them. One node at a time does.
    ///
    /// # Errors
    /// When the database gives no answer; what was counted stays so.
    pub async fn count_attempts(&self) -> Result<(), StoreError> {
        for _ in 0..ROUND {
            if !self.count_hour().await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Counts the next hour; tells whether there was one to count.
    async fn count_hour(&self) -> Result<bool, StoreError> {
        let now = self.now();
        if now.millis() < self.0.count_from.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let ripe_before = (now.millis() - LATE_MILLIS).div_euclid(HOUR);
        let read = self.0.store.report(move |tx| {
            let mark = marks::get(tx, MARK)?;
            let from = mark.as_deref().map_or(0, attempt_sums::hour_of_mark);
            let next = attempt_sums::next_made(tx, &attempt_sums::stretch(from, ripe_before))?;
            Ok((mark, next))
        });
        let (mark, Some(next)) = read.await? else { return Ok(false) };
        let hour = next.millis().div_euclid(HOUR);
        let Some(turn) = self.begin(hour, mark, now).await? else { return Ok(false) };
        let lines = match self.lines_of(hour, now).await? {
            Ok(lines) => lines,
            Err(open_until) => {
                self.0.count_from.store(open_until.plus_millis(LATE_MILLIS).millis(), Ordering::Relaxed);
                return Ok(false);
            }
        };
        self.write(&turn, lines).await
    }

    /// Takes the turn for an hour, if nobody else counts.
    async fn begin(
        &self,
        hour: i64,
        mark: Option<String>,
        now: Timestamp,
    ) -> Result<Option<Turn>, StoreError> {
        let mine = u64::from_le_bytes(self.dice().draw());
        let turn = Turn { hour, mark: format!("{hour} {mine:016x}") };
        let (node, begun) = (self.0.node.clone(), turn.clone());
        let write = self.0.store.write_behind(move |tx| {
            let is_mine = leases::take(tx, MARK, &node, now, now.plus_millis(LEASE_MILLIS))?
                && marks::swap(tx, MARK, mark.as_deref(), &begun.mark)?;
            Ok(if is_mine { End::Commit(true) } else { End::Rollback(false) })
        });
        Ok(write.await?.then_some(turn))
    }

    /// The lines of an hour; or until when one of its verifications may still end.
    async fn lines_of(&self, hour: i64, now: Timestamp) -> Result<Result<Lines, Timestamp>, StoreError> {
        let mut lines = Lines::new();
        let mut left = attempt_sums::stretch(hour, hour + 1);
        loop {
            let stretch = left.clone();
            let page = self
                .0
                .store
                .report(move |tx| attempt_sums::seen(tx, &Chosen::default(), &stretch, PAGE))
                .await?;
            let Some(last) = page.last() else { return Ok(Ok(lines)) };
            left.from = behind(&last.sid);
            for seen in page {
                // Another node's clock may be behind: to it the code is still good.
                if let Some(open_until) = seen.open_until
                    && open_until.plus_millis(LATE_MILLIS) > now
                {
                    return Ok(Err(open_until));
                }
                add(&mut lines, seen);
            }
        }
    }

    /// Writes an hour's lines and moves the mark behind it; tells whether nobody overtook this node.
    async fn write(&self, turn: &Turn, lines: Lines) -> Result<bool, StoreError> {
        while let Some(removed) =
            self.held(turn, move |tx, turn| attempt_sums::clear(tx, turn.hour, turn.hour + 1, CHUNK)).await?
        {
            if removed == 0 {
                break;
            }
        }
        let lines: Vec<_> = lines.into_iter().collect();
        for chunk in lines.chunks(CHUNK_LINES) {
            let chunk = chunk.to_vec();
            let written = self.held(turn, move |tx, turn| {
                chunk.iter().try_for_each(|(line, sum)| attempt_sums::add(tx, turn.hour, line, *sum))
            });
            if written.await?.is_none() {
                return Ok(false);
            }
        }
        let moved = self.held(turn, |tx, turn| marks::set(tx, MARK, &(turn.hour + 1).to_string()));
        Ok(moved.await?.is_some())
    }

    /// Does something while it is still this node's turn; none when it isn't.
    async fn held<T: Send + 'static>(
        &self,
        turn: &Turn,
        work: impl Fn(&mut countersign_store::WriteTx<'_>, &Turn) -> Result<T, countersign_store::DbError>
        + Send
        + 'static,
    ) -> Result<Option<T>, StoreError> {
        let (turn, node, now) = (turn.clone(), self.0.node.clone(), self.now());
        self.0
            .store
            .write_behind(move |tx| {
                let is_mine = leases::take(tx, MARK, &node, now, now.plus_millis(LEASE_MILLIS))?
                    && marks::get(tx, MARK)?.as_ref() == Some(&turn.mark);
                if !is_mine {
                    return Ok(End::Rollback(None));
                }
                work(tx, &turn).map(|done| End::Commit(Some(done)))
            })
            .await
    }

    /// Forgets what was counted of hours that are older than they need be.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn forget_counted_attempts(&self) -> Result<(), StoreError> {
        let before = self.0.retention.sums_since(self.now()).millis().div_euclid(HOUR);
        let forget = || {
            self.0.store.write_behind(move |tx| attempt_sums::clear(tx, 0, before, CHUNK).map(End::Commit))
        };
        while forget().await? > 0 {}
        Ok(())
    }
}

fn add(lines: &mut Lines, seen: Seen) {
    let sum = Sum { total: 1, converted: i64::from(seen.is_converted) };
    let (country, area) = (seen.country(), seen.area());
    let line =
        Line { account: seen.account, area: None, service: seen.service, channel: seen.channel, country };
    if area.is_some() {
        *lines.entry(Line { area, ..line.clone() }).or_default() += sum;
    }
    *lines.entry(line).or_default() += sum;
}
