//! Endpoints on loopback that stand in for providers without a sandbox, and the bad days that every HTTP provider must
//! survive.

mod bad_days;
mod endpoint;
mod inbound;
mod jwt;
pub(crate) mod topic;

pub(crate) use bad_days::survives_bad_days;
pub(crate) use endpoint::{Seen, endpoint, endpoint_over_http2, raw_endpoint, read_some};
pub(crate) use inbound::{CALLBACK, Called, forged, receipts};
pub(crate) use jwt::jwt;
