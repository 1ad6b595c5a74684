//! The API as a client meets it: the real router, engine and store, on SQLite and on PostgreSQL.
//!
//! The folders mirror the URLs. A test is a sentence with an actor: see [`support`].

mod audit;
mod authentication;
mod bad_input;
mod delivery;
mod erase;
mod interleavings;
mod limits;
mod origin;
mod own_kinds;
mod prompt;
mod retention;
mod strangers;
mod support;
mod test_numbers;
mod upstream;
mod v2;
mod voice;
