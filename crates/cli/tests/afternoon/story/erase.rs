//! Forgetting people, and the trail that remains.

use super::Afternoon;
use super::verify::{ANN, BEN};
use crate::tables;

pub(super) async fn ann_and_ben_are_forgotten(afternoon: &Afternoon) {
    let before = tables::of_postgres(&afternoon.database).await;
    for address in [ANN, BEN] {
        assert!(before.iter().any(|row| row.contains(address)), "{address} was there to be erased");
        let erased = afternoon.office.json(&["erase", "--to", address]);
        assert_eq!(erased["verifications"], 1, "{erased}");
    }
    let left = tables::of_postgres(&afternoon.database).await;
    for address in [ANN, BEN] {
        nothing_is_left_of(address, &left);
    }
    assert!(left.iter().any(|row| row.contains("+15017122664")), "others stay");
    for log in ["first.log", "second.log"] {
        let log = std::fs::read_to_string(afternoon.office.path(log)).expect("a log");
        let lines: Vec<String> = log.lines().map(str::to_owned).collect();
        nothing_is_left_of(ANN, &lines);
        nothing_is_left_of(BEN, &lines);
    }
}

/// Neither the address nor what makes it known.
pub(super) fn nothing_is_left_of(address: &str, rows: &[String]) {
    let piece = address.split('@').next().unwrap_or(address).trim_start_matches("+1");
    for row in rows {
        assert!(!row.to_lowercase().contains(piece), "{piece} in {row}");
    }
}

pub(super) fn the_trail_tells_what_was_done_and_is_whole(afternoon: &Afternoon) {
    let found = afternoon.office.json(&["audit", "verify"]);
    assert!(found["damage"].is_null(), "{found}");
    let lines = afternoon.office.json(&["audit", "list"]);
    let done: Vec<&str> =
        lines.as_array().expect("lines").iter().filter_map(|line| line["what"].as_str()).collect();
    let expected = [
        "account.created",
        "service.created",
        "token.rotation_begun",
        "token.rotation_finished",
        "address.erased",
        "address.erased",
    ];
    let mut rest = done.iter();
    for what in expected {
        assert!(rest.any(|line| *line == what), "{what} in its place in {done:?}");
    }
}
