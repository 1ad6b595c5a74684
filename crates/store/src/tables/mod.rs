//! One file a table family: its statements, and functions that speak in the model's nouns.

pub mod access_tokens;
pub mod accounts;
pub mod address_sends;
pub mod admission;
pub mod attempt_sums;
pub mod attempts;
pub mod audit;
pub mod blocks;
pub mod breakers;
pub mod bucket_tallies;
pub mod buckets;
pub mod challenges;
pub mod conversions;
pub mod deliveries;
pub mod early_receipts;
pub mod entities;
pub mod entity_purges;
pub mod erasures;
pub mod factor_addresses;
pub mod factors;
pub mod fallbacks;
pub mod hardware_tokens;
pub mod idempotency;
pub mod keys;
pub mod leases;
pub mod marks;
pub mod messaging_configurations;
pub mod migrations;
pub mod nodes;
pub mod notifications;
pub mod outbox;
pub mod outcomes;
pub mod prompt_pushes;
pub mod prompt_wrongs;
pub mod prompts;
pub mod provider_messages;
pub mod purges;
pub mod rate_limits;
pub mod safe_list;
pub mod sealed;
pub mod services;
pub mod signing_keys;
pub mod slots;
pub mod spend;
pub mod templates;
pub mod token_imports;
pub mod token_tries;
pub mod upstream_endings;
pub mod verifications;
pub mod webhook_events;
pub mod webhooks;
pub mod wrong_checks;

/// Every statement of every table, for the test that prepares them all on both engines.
#[must_use]
pub fn statements() -> Vec<&'static str> {
    [
        access_tokens::STATEMENTS,
        accounts::STATEMENTS,
        address_sends::STATEMENTS,
        admission::STATEMENTS,
        attempt_sums::STATEMENTS,
        attempts::STATEMENTS,
        keys::STATEMENTS,
        audit::STATEMENTS,
        blocks::STATEMENTS,
        breakers::STATEMENTS,
        conversions::STATEMENTS,
        bucket_tallies::STATEMENTS,
        buckets::STATEMENTS,
        deliveries::STATEMENTS,
        early_receipts::STATEMENTS,
        fallbacks::STATEMENTS,
        provider_messages::STATEMENTS,
        &crate::backup::statements(),
        erasures::STATEMENTS,
        idempotency::STATEMENTS,
        leases::STATEMENTS,
        marks::STATEMENTS,
        messaging_configurations::STATEMENTS,
        migrations::STATEMENTS,
        nodes::STATEMENTS,
        notifications::STATEMENTS,
        outcomes::STATEMENTS,
        outbox::STATEMENTS,
        purges::STATEMENTS,
        rate_limits::STATEMENTS,
        sealed::STATEMENTS,
        safe_list::STATEMENTS,
        services::STATEMENTS,
        slots::STATEMENTS,
        spend::STATEMENTS,
        upstream_endings::STATEMENTS,
        templates::STATEMENTS,
        verifications::STATEMENTS,
        wrong_checks::STATEMENTS,
        entities::STATEMENTS,
        entity_purges::STATEMENTS,
        factors::STATEMENTS,
        factors::LIST_STATEMENTS,
        factor_addresses::STATEMENTS,
        hardware_tokens::STATEMENTS,
        token_imports::STATEMENTS,
        token_tries::STATEMENTS,
        challenges::STATEMENTS,
        webhook_events::STATEMENTS,
        webhooks::STATEMENTS,
        prompts::STATEMENTS,
        prompt_wrongs::STATEMENTS,
        prompt_pushes::STATEMENTS,
        signing_keys::STATEMENTS,
    ]
    .concat()
}
