//! One file a table family: its statements, and functions that speak in the model's nouns.

pub mod access_tokens;
pub mod accounts;
pub mod address_sends;
pub mod admission;
pub mod attempts;
pub mod audit;
pub mod blocks;
pub mod breakers;
pub mod challenges;
pub mod deliveries;
pub mod early_receipts;
pub mod entities;
pub mod entity_purges;
pub mod erasures;
pub mod factors;
pub mod fallbacks;
pub mod idempotency;
pub mod keys;
pub mod leases;
pub mod marks;
pub mod migrations;
pub mod nodes;
pub mod notifications;
pub mod outbox;
pub mod provider_messages;
pub mod purges;
pub mod safe_list;
pub mod sealed;
pub mod services;
pub mod slots;
pub mod spend;
pub mod verifications;
pub mod wrong_checks;

/// Every statement of every table, for the test that prepares them all on both engines.
#[must_use]
pub fn statements() -> Vec<&'static str> {
    [
        access_tokens::STATEMENTS,
        accounts::STATEMENTS,
        address_sends::STATEMENTS,
        admission::STATEMENTS,
        attempts::STATEMENTS,
        keys::STATEMENTS,
        audit::STATEMENTS,
        blocks::STATEMENTS,
        breakers::STATEMENTS,
        deliveries::STATEMENTS,
        early_receipts::STATEMENTS,
        fallbacks::STATEMENTS,
        provider_messages::STATEMENTS,
        &crate::backup::statements(),
        erasures::STATEMENTS,
        idempotency::STATEMENTS,
        leases::STATEMENTS,
        marks::STATEMENTS,
        migrations::STATEMENTS,
        nodes::STATEMENTS,
        notifications::STATEMENTS,
        outbox::STATEMENTS,
        purges::STATEMENTS,
        sealed::STATEMENTS,
        safe_list::STATEMENTS,
        services::STATEMENTS,
        slots::STATEMENTS,
        spend::STATEMENTS,
        verifications::STATEMENTS,
        wrong_checks::STATEMENTS,
        entities::STATEMENTS,
        entity_purges::STATEMENTS,
        factors::STATEMENTS,
        challenges::STATEMENTS,
    ]
    .concat()
}
