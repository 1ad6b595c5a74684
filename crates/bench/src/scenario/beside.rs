//! The same while neighbours take the processors: processes that compute and go through memory as compilers do.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};

use super::{Bench, TURN, WARM_UP};
use crate::load::cycles;
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::{Outcome, disk};

/// The least connections that keep the server busy.
const CONNECTIONS: usize = 64;

/// A busy process, killed when dropped.
struct Neighbour(Child);

impl Drop for Neighbour {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, numbers, report } = bench;
    let directory = disk::directory(&args.data_in)?;
    let product = Server::product(binary, directory.path(), &sink.url(), &Setting::default())?;
    let neighbours = (0..args.beside)
        .map(|_| {
            let mut command = Command::new(std::env::current_exe()?);
            Ok(Neighbour(command.arg("busy").stdin(Stdio::null()).stdout(Stdio::null()).spawn()?))
        })
        .collect::<Outcome<Vec<_>>>()?;
    cycles(&product.target, sink, numbers, CONNECTIONS, WARM_UP).await?;
    let mut rates = Vec::new();
    for _ in 0..args.seconds {
        rates.push(cycles(&product.target, sink, numbers, CONNECTIONS, TURN).await?.rate());
    }
    drop(neighbours);
    let (rate, _) = spread(&rates);
    let (least, most) =
        (rates.iter().copied().fold(f64::INFINITY, f64::min), rates.iter().copied().fold(0.0, f64::max));
    let text = format!("{rate:.0} ({least:.0}–{most:.0}) cycles/s");
    let line = Line::new(format!("beside/{}", args.beside))
        .figure("cycles_per_second", rate, text.clone())
        .promised(
            &format!("SQLite, {CONNECTIONS} connections, beside {} busy processes", args.beside),
            "2,000 cycles/s",
            "3,000 cycles/s",
            &text,
        );
    report.print(line);
    Ok(())
}

/// What a neighbour does until it is killed: texts are made, hashed into maps, sorted and dropped, some 100 MB of them.
pub(crate) fn be_busy() -> ! {
    let mut round = 0_u64;
    loop {
        let mut words: HashMap<String, u64> = HashMap::new();
        for n in 0..500_000_u64 {
            let mixed = (n ^ round).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            *words.entry(format!("symbol_{:x}", mixed >> 40)).or_default() += n;
        }
        let mut sorted: Vec<_> = words.into_iter().collect();
        sorted.sort_unstable();
        round = round.wrapping_add(std::hint::black_box(sorted).len() as u64);
    }
}
