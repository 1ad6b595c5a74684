//! Two servers in turns.

use super::{Bench, TURN, WARM_UP};
use crate::Outcome;
use crate::load::{Round, cycles};
use crate::server::Server;

/// What two servers came to.
pub(super) struct Turns {
    pub(super) above: Round,
    pub(super) below: Round,
    /// The first one's rate as a share of the second one's, turn by turn.
    pub(super) shares: Vec<f64>,
    /// Microseconds of processor time a cycle.
    pub(super) cpu: f64,
    pub(super) below_cpu: f64,
}

/// Drives both, a second each, for as many turns as were asked for.
///
/// # Errors
/// At the first answer that is not the one hoped for.
pub(super) async fn closed(
    bench: &Bench<'_>,
    above: &Server,
    below: &Server,
    connections: usize,
) -> Outcome<Turns> {
    let Bench { args, sink, numbers, .. } = bench;
    cycles(&above.target, sink, numbers, connections, WARM_UP).await?;
    cycles(&below.target, sink, numbers, connections, WARM_UP).await?;
    let (mut ours, mut theirs, mut shares) = (Round::default(), Round::default(), Vec::new());
    let before = (above.cpu()?, below.cpu()?);
    for _ in 0..args.seconds {
        let one = cycles(&above.target, sink, numbers, connections, TURN).await?;
        let other = cycles(&below.target, sink, numbers, connections, TURN).await?;
        shares.push(one.rate() / other.rate());
        ours.add(one);
        theirs.add(other);
    }
    let micros =
        |spent: std::time::Duration, round: &Round| spent.as_secs_f64() * 1e6 / round.cycle.len() as f64;
    let cpu = micros(above.cpu()?.saturating_sub(before.0), &ours);
    let below_cpu = micros(below.cpu()?.saturating_sub(before.1), &theirs);
    Ok(Turns { above: ours, below: theirs, shares, cpu, below_cpu })
}
