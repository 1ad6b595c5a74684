//! `countersign serve` as an operator runs it: the real binary, a configuration, a provider that is an HTTP endpoint.

mod collector;
mod commands;
mod idempotency;
mod load;
mod origins;
mod papers;
mod push;
mod refusals;
mod session;
mod stolen;
mod support;
mod tls;
mod traces;
