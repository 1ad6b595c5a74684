//! The store on both engines: every function of every table, and what the seam promises.

mod engines;
mod nouns;

mod accounts;
mod admission;
mod attempts;
mod background;
mod backup;
mod closing;
mod connection;
mod contention;
mod deletion;
mod deliveries;
mod disk;
mod durability;
mod hooks;
mod idempotency;
mod keys;
mod limits;
mod lookups;
mod marks;
mod migrations;
mod nodes;
mod outbox;
mod proxy;
mod purges;
mod reading;
mod sealed;
mod services;
mod slots;
mod statements;
mod upstreams;
mod verifications;
mod webhook_events;
mod writing;
mod wrong_checks;
