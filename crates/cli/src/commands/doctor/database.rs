//! The database: from outside where no server holds it, from inside where one does.

use std::path::Path;

use countersign_engine::Engine;
use countersign_store::{Store, migrations};

use super::{Ask, Finding, Findings};
use crate::DataDir;
use crate::commands::Place;
use crate::config::Config;
use crate::control::{Request, ask};
use crate::running::of_later_version;

/// How far two clocks may be apart, in milliseconds; a node further off is not ready.
const APART: i64 = 2000;

pub(super) fn look(place: &Place, config: &Config, path: &Path, is_served: bool, has_keys: bool) -> Findings {
    const CHECK: &str = "database";
    let mut found = Findings::default();
    if !is_served {
        let engine = config.database.engine(&DataDir::unlocked(path));
        match Store::look(&engine) {
            Err(error) => {
                found.add(Finding::bad(CHECK, error));
                return found;
            }
            Ok(standing) if !standing.missing.is_empty() => {
                let what = format!(
                    "{} is not up to date ({}): run countersign migrate, or start the server",
                    engine.name(),
                    standing.missing.join(", ")
                );
                found.add(Finding::doubtful(CHECK, what));
                return found;
            }
            // To look further would make keys.
            Ok(_) if !has_keys => return found,
            Ok(_) => {}
        }
    }
    match ask(place, Request::Doctor(Ask {})) {
        Ok(answer) => match Findings::from_answer(&answer) {
            Some(inside) => found.extend(inside),
            None => drop(found.add(Finding::bad("server", "is of another version than this command"))),
        },
        Err(error) => drop(found.add(Finding::bad(CHECK, error))),
    }
    found
}

pub(super) async fn look_inside(engine: &Engine) -> Findings {
    let store = engine.store();
    let name = store.engine().name();
    let mut found = Findings::default();
    match store.read(migrations::later).await.map(|later| of_later_version(&later)) {
        Ok(None) => {}
        Ok(Some(sentence)) => drop(found.add(Finding::doubtful("version", sentence))),
        Err(error) => drop(found.add(Finding::bad("version", error))),
    }
    found.add(match store.check_statements().await {
        Ok(()) => Finding::good("database", format!("{name}: every statement is understood")),
        Err(error) => Finding::bad(
            "database",
            format!("{name}: {error}; undo what was changed by hand, or restore a backup"),
        ),
    });
    found.add(match store.durability().await {
        Ok(said) => {
            let settings: Vec<String> =
                said.settings.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let settings = settings.join(", ");
            if said.is_durable {
                Finding::good("durability", settings)
            } else {
                Finding::bad(
                    "durability",
                    format!(
                        "{settings}: a power cut loses what was answered, and codes that were used are good again; \
                         set fsync, full_page_writes and synchronous_commit to on"
                    ),
                )
            }
        }
        Err(error) => Finding::bad("durability", error),
    });
    let before = engine.now();
    let asked = store.clock().await;
    let after = engine.now();
    found.add(match asked {
        Ok(theirs) => clock(before.millis(), theirs, after.millis()),
        Err(error) => Finding::bad("clock", error),
    });
    found
}

/// Compares clocks, given ours before and after theirs was read.
fn clock(before: i64, theirs: i64, after: i64) -> Finding {
    let apart = if theirs < before { before - theirs } else { (theirs - after).max(0) };
    if apart <= APART {
        return Finding::good("clock", format!("at most {apart} ms off the database's"));
    }
    let what = format!("{apart} ms off the database's: set both by NTP, or codes expire early or late");
    Finding::bad("clock", what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_two_seconds_off_must_be_mended_and_a_slow_answer_is_no_difference() {
        assert_eq!(clock(0, 1999, 0).state(), "ok");
        assert_eq!(clock(0, 2001, 0).state(), "must be mended");
        assert_eq!(clock(5000, 2999, 5000).state(), "must be mended");
        assert_eq!(clock(0, 4000, 9000).state(), "ok");
    }
}
