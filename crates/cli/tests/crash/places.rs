//! Every place where a debug build can be told to die.

use std::collections::BTreeSet;
use std::path::Path;

/// The name of a place, and at which visits to die there.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) visits: &'static [u32],
}

/// The first visit: no place of the engine is reached before the server serves. Of the creates of one walk the sixth
/// takes the place of a live verification, the third is a re-send.
const FIRST: &[u32] = &[1];
/// Starting a server on data that is there commits two or three times; creates, checks and records follow.
const EACH: &[u32] = &[1, 2, 3, 4, 5, 6, 7];
const SOME: &[u32] = &[2, 4, 5, 6];

pub(crate) const PLACES: &[Place] = &[
    Place { name: "start.slot_taken", visits: FIRST },
    Place { name: "start.verification_written", visits: FIRST },
    Place { name: "start.resend_written", visits: FIRST },
    Place { name: "start.old_canceled", visits: FIRST },
    Place { name: "start.slot_replaced", visits: &[1, 2] },
    Place { name: "start.settled", visits: &[1, 2, 6] },
    Place { name: "start.attempt_written", visits: FIRST },
    Place { name: "start.outbox_written", visits: &[1, 3, 6] },
    Place { name: "start.committed", visits: &[1, 6] },
    Place { name: "start.handed_over", visits: FIRST },
    Place { name: "start.answered", visits: &[1, 3, 6] },
    Place { name: "check.locked", visits: FIRST },
    Place { name: "check.spent", visits: &[1, 2, 3] },
    Place { name: "check.wrong_counted", visits: FIRST },
    Place { name: "check.answered", visits: &[1, 2] },
    Place { name: "update.ended", visits: FIRST },
    Place { name: "update.answered", visits: FIRST },
    Place { name: "deliver.begun", visits: FIRST },
    Place { name: "deliver.loading", visits: FIRST },
    Place { name: "deliver.written", visits: FIRST },
    Place { name: "deliver.refused", visits: FIRST },
    Place { name: "deliver.sent", visits: &[1, 3] },
    Place { name: "deliver.record_written", visits: FIRST },
    Place { name: "deliver.attempt_recorded", visits: FIRST },
    Place { name: "deliver.recorded", visits: FIRST },
    Place { name: "worker.claim_written", visits: FIRST },
    Place { name: "worker.claimed", visits: FIRST },
    Place { name: "store.job_run", visits: SOME },
    Place { name: "store.before_commit", visits: EACH },
    Place { name: "store.after_commit", visits: EACH },
    Place { name: "store.hooks_run", visits: SOME },
    Place { name: "store.answered", visits: SOME },
];

/// Those that are reached only where an upstream carries verifications out.
pub(crate) const UPSTREAM_PLACES: &[Place] = &[
    Place { name: "deliver.handed", visits: FIRST },
    Place { name: "check.reserved", visits: FIRST },
    Place { name: "check.asked", visits: FIRST },
    Place { name: "check.settled", visits: FIRST },
    Place { name: "check.told", visits: FIRST },
];

/// Those that are reached only where a device can be woken.
pub(crate) const PUSH_PLACES: &[Place] = &[
    Place { name: "notify.claimed", visits: FIRST },
    Place { name: "notify.told", visits: FIRST },
    Place { name: "notify.recorded", visits: FIRST },
];

/// Those that are reached only where a person is in front of a page.
pub(crate) const PROMPT_PLACES: &[Place] = &[
    Place { name: "prompt.claimed", visits: FIRST },
    Place { name: "prompt.worked", visits: FIRST },
    Place { name: "prompt.settled", visits: FIRST },
];

/// Those that are reached only where somebody is told what happened.
pub(crate) const WEBHOOK_PLACES: &[Place] = &[
    Place { name: "webhook.claimed", visits: &[1, 2] },
    Place { name: "webhook.posted", visits: &[1, 2] },
    Place { name: "webhook.recorded", visits: FIRST },
];

#[test]
fn the_table_names_every_place_in_the_sources_and_no_other() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeSet::new();
    for one in std::fs::read_dir(&crates).expect("the crates") {
        let sources = one.expect("a crate").path().join("src");
        if sources.is_dir() {
            collect(&sources, &mut found);
        }
    }
    let listed: BTreeSet<String> = PLACES
        .iter()
        .chain(UPSTREAM_PLACES)
        .chain(PUSH_PLACES)
        .chain(PROMPT_PLACES)
        .chain(WEBHOOK_PLACES)
        .map(|place| place.name.to_owned())
        .collect();
    assert_eq!(found, listed);
}

fn collect(directory: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source");
            let named = text.split("reach(\"").skip(1).filter_map(|rest| rest.split_once('"'));
            found.extend(named.map(|(name, _)| name.to_owned()));
        }
    }
}
