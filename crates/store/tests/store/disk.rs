//! What SQLite does when the disk takes no more.

use std::io::Write;
use std::process::Command;

use countersign_store::{End, Store, StoreError};

use crate::engines::{begin, gate, on, on_sqlite, run, sqlite};
use crate::nouns::{keep, look, make_scratch, names, scratch};

#[test]
fn a_full_database_fails_its_whole_batch_and_keeps_nothing_of_it() {
    on_sqlite(async |store: Store| {
        make_scratch(&store).await;
        // Room for a small row and not for a large one.
        let pages = keep(&store, |tx| tx.one("PRAGMA page_count", &[], |row| row.int(0))).await;
        assert!(pages.is_some_and(|pages| pages < 200), "{pages:?}");
        keep(&store, |tx| tx.all("PRAGMA max_page_count = 200", &[], |_| Ok(()))).await;
        let batch = async || {
            let (held, keeper) = gate();
            let first = begin(store.write(move |_| {
                held.pass();
                Ok(End::Rollback(()))
            }));
            keeper.wait();
            let before = begin(store.write(|tx| scratch(tx, "before").map(End::Commit)));
            let large = "x".repeat(1_000_000);
            let full = begin(store.write(move |tx| scratch(tx, &large).map(End::Commit)));
            let after = begin(store.write(|tx| scratch(tx, "after").map(End::Commit)));
            keeper.open();
            assert!(first.end().await.is_ok());
            [before.end().await, full.end().await, after.end().await]
        };
        for answer in batch().await {
            let told = answer.expect_err("the batch is over");
            assert!(matches!(told, StoreError::Db(_)) && told.to_string().contains("full"), "{told}");
        }
        assert_eq!(look(&store, names).await, [""; 0]);
        keep(&store, |tx| tx.all("PRAGMA max_page_count = 100000", &[], |_| Ok(()))).await;
        assert!(batch().await.into_iter().all(|answer| answer.is_ok()));
        assert_eq!(look(&store, names).await.len(), 3);
    });
}

/// Set for the process that [`the_disk_refuses`] runs in.
const DATABASE: &str = "COUNTERSIGN_TEST_LIMITED_DATABASE";

/// Writes rows of 100 kB until the system refuses, prints how many were answered as kept, and looks at them.
#[test]
#[ignore = "runs inside what_was_answered_outlives_a_disk_that_refuses, in a process that may not write large files"]
fn the_disk_refuses() {
    let Some(path) = std::env::var_os(DATABASE) else { panic!("run by another test only") };
    let options = countersign_store::SqliteOptions { path: path.into(), readers: 1 };
    on(countersign_store::Engine::Sqlite(options), async |store: Store| {
        make_scratch(&store).await;
        let mut kept = 0_i64;
        let told = loop {
            let name = format!("{kept:06}{}", "x".repeat(100_000));
            match store.write(move |tx| scratch(tx, &name).map(End::Commit)).await {
                Ok(()) => kept += 1,
                Err(told) => break told,
            }
            assert!(kept < 1_000, "the limit is in force");
        };
        // The last of the writing failed: what stands in the log can't be known.
        assert!(matches!(told, StoreError::FateUnknown), "{told:?}");
        assert_eq!(i64::try_from(look(&store, names).await.len()), Ok(kept));
        writeln!(std::io::stdout(), "kept {kept}").expect("a pipe");
    });
}

#[test]
fn what_was_answered_outlives_a_disk_that_refuses() {
    let directory = countersign_testkit::directory();
    let path = directory.path().join("countersign.db");
    // Beyond the limit a write fails instead of ending the process.
    let limited = Command::new("bash")
        .args(["-c", r#"trap "" XFSZ; ulimit -f 2048; exec "$0" "$@""#])
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", "disk::the_disk_refuses", "--ignored", "--nocapture"])
        .env(DATABASE, &path)
        .output()
        .expect("a process");
    let said = String::from_utf8_lossy(&limited.stdout);
    assert!(limited.status.success(), "{said} {}", String::from_utf8_lossy(&limited.stderr));
    let kept: usize = said
        .lines()
        .find_map(|line| line.rsplit_once("kept ")?.1.parse().ok())
        .unwrap_or_else(|| panic!("a count: {said}"));
    assert!(kept > 2, "{kept}");
    let store = Store::open(sqlite(&directory)).expect("a store");
    let found = run(look(&store, names));
    store.close();
    // The row whose fate was unknown may be there too.
    assert!(found.len() == kept || found.len() == kept + 1, "{} of {kept}", found.len());
    assert!(found.iter().zip(0..).all(|(name, n): (_, usize)| name.starts_with(&format!("{n:06}"))));
}
