//! pgbench's script, and whether it is what the server sends.

use crate::wire::{Transaction, plain};
use crate::{Outcome, bad};

/// The statements as the product's store sends them, in the same number of round trips.
pub(crate) const SCRIPT: &str = include_str!("pgbench.sql");

/// A word of a statement that only one of a cycle's three transactions has, in their order.
const TELLING: [(&str, &str); 3] = [
    ("create", "INSERT INTO verifications"),
    ("record", "DELETE FROM outbox WHERE attempt_sid"),
    ("check", "UPDATE verifications SET status"),
];

/// What a server sent for a create, its record and its check.
pub(crate) struct Sent([Transaction; 3]);

impl Sent {
    /// Picks them out of all that was heard.
    ///
    /// # Errors
    /// When one of them isn't there.
    pub(crate) fn of(heard: &[Transaction]) -> Outcome<Self> {
        let find = |(what, word): (&str, &str)| {
            let mut latest = heard.iter().rev();
            let found =
                latest.find(|transaction| transaction.iter().flatten().any(|text| text.contains(word)));
            found.cloned().ok_or_else(|| bad(format!("no {what} was heard")))
        };
        let [create, record, check] = TELLING;
        Ok(Self([find(create)?, find(record)?, find(check)?]))
    }

    /// How often each waits for an answer.
    pub(crate) fn round_trips(&self) -> [usize; 3] {
        self.0.each_ref().map(Vec::len)
    }

    /// Compares with the script.
    ///
    /// # Errors
    /// With the first difference.
    pub(crate) fn compare(&self) -> Outcome<()> {
        let script = transactions(SCRIPT);
        if script.len() != self.0.len() {
            return Err(bad(format!("pgbench.sql has {} transactions", script.len())));
        }
        for (((what, _), sent), run) in TELLING.into_iter().zip(&self.0).zip(&script) {
            let differs = |sent: &dyn std::fmt::Debug, run: &dyn std::fmt::Debug| {
                bad(format!("pgbench.sql is not what is sent: {what}\n  sent: {sent:?}\n  run:  {run:?}"))
            };
            if sent.iter().map(Vec::len).ne(run.iter().map(Vec::len)) {
                return Err(differs(sent, run));
            }
            for (sent, run) in sent.iter().flatten().zip(run.iter().flatten()) {
                if !is_instance(run, sent) {
                    return Err(differs(sent, run));
                }
            }
        }
        Ok(())
    }
}

/// The script's transactions, by round trip.
fn transactions(script: &str) -> Vec<Transaction> {
    let mut all: Vec<Transaction> = Vec::new();
    let mut in_pipeline = false;
    let mut fresh = true;
    let mut statement = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.starts_with("--")) {
        if let Some(command) = line.strip_prefix('\\') {
            in_pipeline = match command {
                "startpipeline" => true,
                "endpipeline" => false,
                _ => continue,
            };
            fresh = true;
            continue;
        }
        statement.push(' ');
        statement.push_str(line);
        let Some(whole) = statement.trim().strip_suffix(';').map(|whole| plain(whole.as_bytes())) else {
            continue;
        };
        statement.clear();
        if whole == "BEGIN" {
            all.push(Vec::new());
        }
        let Some(transaction) = all.last_mut() else { continue };
        if fresh || !in_pipeline {
            transaction.push(Vec::new());
        }
        fresh = false;
        if let Some(trip) = transaction.last_mut() {
            trip.push(whole);
        }
    }
    all
}

/// Whether `run` is `sent` with something in the place of each parameter.
fn is_instance(run: &str, sent: &str) -> bool {
    let pieces = pieces(sent);
    let [first, middle @ ..] = pieces.as_slice() else { return false };
    let Some(mut rest) = run.strip_prefix(*first) else { return false };
    let Some((last, middle)) = middle.split_last() else { return rest.is_empty() };
    for piece in middle {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.len() > last.len() && rest.ends_with(last)
}

/// What stands between the parameters `$1`, `$2` …
fn pieces(statement: &str) -> Vec<&str> {
    let mut parts = statement.split('$');
    let first = parts.next().unwrap_or_default();
    let after = parts.map(|part| part.trim_start_matches(|digit: char| digit.is_ascii_digit()));
    std::iter::once(first).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_an_instance_of_the_one_with_parameters() {
        let sent = "UPDATE t SET a = $2, b = $3 WHERE sid = $1";
        assert!(is_instance("UPDATE t SET a = 'x', b = :now WHERE sid = 'VE' || :n", sent));
        for other in [
            "UPDATE t SET a = 'x' WHERE sid = 'VE'",
            "UPDATE t SET a = 'x', b = 1, c = 2 WHERE id = 'VE'",
            "UPDATE t SET a = 'x', b = 1 WHERE sid = ",
            "UPDATE u SET a = 'x', b = 1 WHERE sid = 'VE'",
        ] {
            assert!(!is_instance(other, sent), "{other}");
        }
        assert!(is_instance("COMMIT", "COMMIT") && !is_instance("COMMIT AND CHAIN", "COMMIT"));
    }

    #[test]
    fn the_script_has_a_create_a_record_and_a_check() {
        let script = transactions(SCRIPT);
        let trips: Vec<usize> = script.iter().map(Vec::len).collect();
        assert_eq!(trips, [3, 2, 2]);
        let sent = Sent::of(&script).unwrap();
        assert_eq!(sent.round_trips(), [3, 2, 2]);
        assert!(sent.compare().is_ok(), "it is what it runs");
    }
}
