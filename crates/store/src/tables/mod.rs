//! One file a table family: its statements, and functions that speak in the model's nouns.

pub mod accounts;
pub mod attempts;
pub mod erasures;
pub mod marks;
pub mod outbox;
pub mod purges;
pub mod services;
pub mod slots;
pub mod verifications;
pub mod wrong_checks;

/// Every statement of every table, for the test that prepares them all on both engines.
#[must_use]
pub fn statements() -> Vec<&'static str> {
    [
        accounts::STATEMENTS,
        attempts::STATEMENTS,
        &crate::backup::statements(),
        erasures::STATEMENTS,
        marks::STATEMENTS,
        outbox::STATEMENTS,
        purges::STATEMENTS,
        services::STATEMENTS,
        slots::STATEMENTS,
        verifications::STATEMENTS,
        wrong_checks::STATEMENTS,
    ]
    .concat()
}
