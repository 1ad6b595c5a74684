//! The machine: the data directory, the keys, the room on the disk.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use countersign_keyring::Keyring;

use super::Finding;
use crate::config::Config;
use crate::keys;

/// Below this the database soon stops, in KiB.
const TOO_LITTLE: u64 = 64 * 1024;
/// Below this somebody should look, in KiB.
const LITTLE: u64 = 1024 * 1024;

pub(super) fn data_dir(path: &Path) -> Finding {
    const CHECK: &str = "data directory";
    let shown = path.display();
    match std::fs::metadata(path) {
        Ok(found) if !found.is_dir() => Finding::bad(CHECK, format!("{shown} is no directory")),
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            Finding::doubtful(CHECK, format!("others may look into {shown}: run chmod 700 {shown}"))
        }
        Ok(_) => Finding::good(CHECK, format!("{shown} is its owner's alone")),
        Err(error) => {
            Finding::bad(CHECK, format!("{shown}: {error}; name the server's directory with --data-dir"))
        }
    }
}

/// The keys of `serve`, which the configuration names.
pub(super) fn configured_keys(config: &Config) -> Finding {
    match keys::of(config) {
        Ok(keyring) => Finding::good("keys", format!("{} seals from now on", keyring.active_id())),
        Err(error) => Finding::bad("keys", error),
    }
}

/// The keys of `dev`, beside its data.
pub(super) fn keys(data_dir: &Path, is_served: bool) -> Finding {
    const CHECK: &str = "keys";
    let path = data_dir.join("keys");
    let shown = path.display();
    let mode = match std::fs::metadata(&path) {
        Ok(found) => found.permissions().mode(),
        // Without a database nothing was sealed yet.
        Err(_) if !is_served && !data_dir.join("countersign.db").exists() => {
            return Finding::doubtful(CHECK, format!("there is no key file {shown} yet"));
        }
        Err(error) => {
            return Finding::bad(
                CHECK,
                format!("{shown}: {error}; put the key file back, nothing opens without it"),
            );
        }
    };
    if mode & 0o077 != 0 {
        return Finding::bad(CHECK, format!("others may read {shown}: run chmod 600 {shown}"));
    }
    match std::fs::read_to_string(&path).map(|text| Keyring::parse(&text)) {
        Ok(Ok(keyring)) => Finding::good(CHECK, format!("{} seals from now on", keyring.active_id())),
        Ok(Err(error)) => Finding::bad(CHECK, format!("{shown}: {error}")),
        Err(error) => Finding::bad(CHECK, format!("{shown}: {error}; run this as the server's user")),
    }
}

/// The room where the data is. Asked of `df`, in the form that POSIX lays down: what the system itself offers can't be
/// called without `unsafe`, which is forbidden here.
pub(super) fn disk(data_dir: &Path) -> Finding {
    const CHECK: &str = "disk";
    let output = Command::new("df").arg("-Pk").arg(data_dir).env("LC_ALL", "C").output();
    let free = output.ok().filter(|output| output.status.success());
    match free.and_then(|output| free_kib(&String::from_utf8_lossy(&output.stdout))) {
        Some(free) => judge(free),
        None => Finding::doubtful(CHECK, "the room on the disk can't be seen: look at it with df"),
    }
}

fn judge(free: u64) -> Finding {
    const CHECK: &str = "disk";
    let said = format!("{} MiB are free", free / 1024);
    match free {
        0..TOO_LITTLE => Finding::bad(CHECK, format!("{said}: make room before the database stops")),
        TOO_LITTLE..LITTLE => Finding::doubtful(CHECK, format!("{said}: make room")),
        _ => Finding::good(CHECK, said),
    }
}

/// The fourth column of the second line.
fn free_kib(text: &str) -> Option<u64> {
    text.lines().nth(1)?.split_whitespace().rev().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_is_read_from_behind_for_names_may_have_blanks() {
        let text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    //nas/my share 971350180 400 900000000 1% /data\n";
        assert_eq!(free_kib(text), Some(900_000_000));
        assert_eq!(free_kib("df: nothing\n"), None);
    }

    #[test]
    fn little_room_is_told_before_it_hurts() {
        assert_eq!(judge(10).state(), "must be mended");
        assert_eq!(judge(100 * 1024).state(), "warning");
        assert_eq!(judge(10_000_000).state(), "ok");
    }
}
