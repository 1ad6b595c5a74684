//! Logins by an authenticator app: a TOTP challenge with its `AuthPayload`, as a share of a bare server's.

use std::cell::Cell;
use std::time::Duration;

use super::{Bench, TURN};
use crate::load::{Door, EACH, Round, logins};
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::{Outcome, disk};

/// People on each connection in the first turn, which isn't measured.
const FIRST: usize = 8;
/// The most in any: who is made first must still have good codes.
const MOST: usize = 4_000;

/// One server in its turns.
struct Side<'a> {
    server: &'a Server,
    door: Door,
    people: usize,
    all: Round,
    cpu: Duration,
}

impl<'a> Side<'a> {
    /// After a turn that tells how many people make one of the usual length.
    async fn new(server: &'a Server, door: Door, connections: usize) -> Outcome<Self> {
        let first = logins(&door, connections, FIRST, || Ok(())).await?;
        let people = people(first.rate(), connections);
        Ok(Self { server, door, people, all: Round::default(), cpu: Duration::ZERO })
    }

    async fn turn(&mut self, connections: usize) -> Outcome<f64> {
        let before = Cell::new(Duration::ZERO);
        let begin = || {
            before.set(self.server.cpu()?);
            Ok(())
        };
        let round = logins(&self.door, connections, self.people, begin).await?;
        self.cpu += self.server.cpu()?.saturating_sub(before.get());
        let rate = round.rate();
        self.all.add(round);
        Ok(rate)
    }

    /// Microseconds of processor time a login.
    fn cpu_us(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.all.cycle.len() as f64
    }
}

/// How many people on each connection keep a server busy for a turn that gets through so many logins a second.
fn people(rate: f64, connections: usize) -> usize {
    let wanted = rate * TURN.as_secs_f64() / EACH as f64;
    ((wanted.min(MOST as f64) / connections as f64).ceil() as usize).max(1)
}

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, report, .. } = bench;
    for &connections in &args.connections {
        let (ours, theirs) = (disk::directory(&args.data_in)?, disk::directory(&args.data_in)?);
        let product = Server::product(binary, ours.path(), &sink.url(), &Setting::default())?;
        let floor = Server::floor(theirs.path(), &sink.url())?;
        let mut above = Side::new(&product, Door::of_product(&product.target), connections).await?;
        let mut below = Side::new(&floor, Door::of_floor(floor.target.address), connections).await?;
        let mut shares = Vec::new();
        for _ in 0..args.seconds {
            shares.push(above.turn(connections).await? / below.turn(connections).await?);
        }
        let (cpu, cpu_below) = (above.cpu_us(), below.cpu_us());
        let (rate, bare) = (above.all.rate(), below.all.rate());
        let (_, share) = spread(&shares);
        let line = Line::new(format!("totp/{connections}"))
            .figure("logins_per_second", rate, format!("{rate:.0} logins/s"))
            .quiet("floor_logins_per_second", bare)
            .shares(&format!("bare {bare:.0}"), &shares)
            .latencies("login", &mut above.all.cycle)
            .figure("cpu_us", cpu, format!("{cpu:.0} µs of processor a login, bare {cpu_below:.0}"))
            .quiet("floor_cpu_us", cpu_below);
        report.print(if connections == bench.most_connections() {
            line.promised(
                &format!("SQLite, {connections} connections, logins by TOTP, share of bare"),
                "",
                "",
                &format!("{rate:.0} logins/s, {share}; {cpu:.0} µs a login, bare {cpu_below:.0}"),
            )
        } else {
            line
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_has_people_for_a_second_and_never_more_than_their_codes_last_for() {
        assert_eq!(people(3_000.0, 10), 100);
        assert_eq!(people(0.1, 64), 1);
        assert_eq!(people(1e9, 64) * 64, 4_032);
    }
}
