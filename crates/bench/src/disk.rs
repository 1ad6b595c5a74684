//! Where data lies while measuring: on a disk, since waiting for it is half of what is measured.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use tempfile::TempDir;

use crate::stats::Latencies;
use crate::stopwatch::Stopwatch;
use crate::{Outcome, bad};

/// A directory for one server, gone when dropped.
///
/// # Errors
/// When it can't be made, or lies in memory, where an fsync costs nothing.
pub(crate) fn directory(parent: &Path) -> Outcome<TempDir> {
    let directory = TempDir::with_prefix_in("countersign-bench-", parent)?;
    let mounts = std::fs::read_to_string("/proc/self/mounts")?;
    let kind = kind_of(&directory.path().canonicalize()?, &mounts);
    if matches!(kind, "tmpfs" | "ramfs") {
        let parent = parent.display();
        return Err(bad(format!(
            "{parent} lies in memory ({kind}): name a directory on a disk with --data-in"
        )));
    }
    Ok(directory)
}

/// The kind of file system that holds `path`: that of the longest mount point above it, the last one mounted there.
fn kind_of<'m>(path: &Path, mounts: &'m str) -> &'m str {
    let fields = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        Some((fields.next()?, fields.next()?))
    });
    let above = fields.filter(|(point, _)| path.starts_with(point));
    above.max_by_key(|(point, _)| point.len()).map_or("unknown", |(_, kind)| kind)
}

/// How long the disk takes to keep 4 KiB more of a file.
///
/// # Errors
/// When it doesn't.
pub(crate) fn fdatasync(directory: &Path) -> Outcome<Latencies> {
    let mut file = File::create(directory.join("fdatasync"))?;
    let mut latencies = Latencies::default();
    for _ in 0..500 {
        file.write_all(&[0; 4096])?;
        let one = Stopwatch::start();
        file.sync_data()?;
        latencies.add(one.elapsed());
    }
    Ok(latencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_decides() {
        let mounts = "/dev/sda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/sdb /tmp/disk xfs rw 0 0\n";
        for (path, kind) in
            [("/home/a", "ext4"), ("/tmp/a", "tmpfs"), ("/tmp/disk/a", "xfs"), ("/tmpdir", "ext4")]
        {
            assert_eq!(kind_of(Path::new(path), mounts), kind, "{path}");
        }
    }
}
