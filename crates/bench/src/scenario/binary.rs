//! The binary that is packaged: its size, and what it needs of the system.

use std::process::Command;

use super::Bench;
use crate::Outcome;
use crate::report::Line;

/// The C library and the parts of it that stand in files of their own, and the compiler's own unwinder.
const OF_THE_SYSTEM: [&str; 7] =
    ["libc.so", "libm.so", "libgcc_s.so", "libpthread.so", "libdl.so", "librt.so", "ld-linux"];

pub(super) fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Some(folder) = bench.binary.parent().and_then(|release| release.parent()) else {
        bench.report.skipped("binary", "the server's folder has no name");
        return Ok(());
    };
    let packaged = folder.join("dist/countersign");
    let Ok(found) = packaged.metadata() else {
        let how = "not built: cargo build --profile dist -p countersign";
        bench.report.skipped("binary", how);
        return Ok(());
    };
    let size = found.len() as f64 / 1e6;
    let linked = linked(&packaged)?;
    let (listed, strangers): (Vec<_>, Vec<_>) = (
        linked.clone(),
        linked
            .into_iter()
            .filter(|name| !OF_THE_SYSTEM.iter().any(|known| name.starts_with(known)))
            .collect(),
    );
    let verdict = if strangers.is_empty() {
        "only the C library and its unwinder".to_owned()
    } else {
        format!("more than the C library: {}", strangers.join(", "))
    };
    let line = Line::new("binary")
        .figure("size_mb", size, format!("{size:.1} MB"))
        .figure("linked", listed.len() as f64, format!("links {} ({verdict})", listed.join(", ")))
        .promised("packaged binary, needs only libc", "30 MB", "20 MB", &format!("{size:.1} MB; {verdict}"));
    bench.report.print(line);
    Ok(())
}

/// The shared libraries that it names.
fn linked(binary: &std::path::Path) -> Outcome<Vec<String>> {
    let output = Command::new("readelf").arg("--dynamic").arg("--wide").arg(binary).output()?;
    Ok(needed(&String::from_utf8_lossy(&output.stdout)))
}

fn needed(dynamic: &str) -> Vec<String> {
    let lines = dynamic.lines().filter(|line| line.contains("(NEEDED)"));
    lines.filter_map(|line| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_read_out_of_the_dynamic_section() {
        let text = " 0x0000000000000001 (NEEDED)             Shared library: [libgcc_s.so.1]\n \
                    0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]\n \
                    0x000000000000000c (INIT)               0x1000\n";
        assert_eq!(needed(text), ["libgcc_s.so.1", "libc.so.6"]);
    }
}
