//! PostgreSQL's own benchmark, running the statements of one create, its record and its check.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::script::SCRIPT;
use crate::server::Server;
use crate::{Outcome, bad};

/// A pgbench with its script written out.
pub(crate) struct Pgbench {
    program: PathBuf,
    script: PathBuf,
}

impl Pgbench {
    /// The newest one installed; none when there is none.
    ///
    /// # Errors
    /// When the script can't be written to `directory`.
    pub(crate) fn find(directory: &Path) -> Outcome<Option<Self>> {
        let Some(program) = newest() else { return Ok(None) };
        let script = directory.join("cycle.sql");
        std::fs::write(&script, SCRIPT)?;
        Ok(Some(Self { program, script }))
    }

    /// Cycles a second on `database`, whose tables and service `product` made. Blocks for `seconds`.
    ///
    /// # Errors
    /// When a statement fails, so also when the product's tables are no longer those of the script.
    pub(crate) fn run(
        &self,
        database: &str,
        product: &Server,
        connections: usize,
        seconds: u64,
    ) -> Outcome<f64> {
        let output = Command::new(&self.program)
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .arg(format!("--client={connections}"))
            .arg(format!("--time={seconds}"))
            .arg(format!("--define=account={}", product.account))
            .arg(format!("--define=service={}", product.service))
            .arg(format!("--file={}", self.script.display()))
            .arg(database)
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rest| rest.split(' ').next()?.parse().ok());
        match rate {
            Some(rate) if output.status.success() => Ok(rate),
            _ => Err(bad(format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)))),
        }
    }
}

fn newest() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            let number = version.file_name().to_str()?.parse().ok()?;
            let program = version.path().join("bin/pgbench");
            program.is_file().then_some((number, program))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, program)| program).or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).map(|folder| folder.join("pgbench")).find(|program| program.is_file())
    })
}
