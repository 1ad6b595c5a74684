//! What the tests speak with.
//!
//! A [`TestApp`] is a whole node without a listener. An [`Api`] calls it with somebody's credentials, a [`Service`]
//! is one application's service, a [`Person`] asks for codes, reads them and types them.

mod answer;
mod api;
mod app;
mod authenticator;
mod elsewhere;
mod holder;
mod overheard;
mod person;
pub(crate) mod phone;
mod receiver;
mod service;

pub(crate) use answer::Answer;
pub(crate) use api::{Api, basic};
pub(crate) use app::{
    PUBLIC_URL, TestApp, WRITERS, attempt, by_rules, in_turn, ops, run_on_postgres, run_on_sqlite,
    run_on_two_nodes, run_on_two_nodes_carrying,
};
pub(crate) use authenticator::{Authenticator, PASSKEYS, PRESENT, VERIFIED, base64url};
pub(crate) use elsewhere::{Elsewhere, backup};
pub(crate) use holder::Holder;
pub(crate) use person::{Person, WRONG};
pub(crate) use phone::Phone;
pub(crate) use receiver::{Receiver, with_webhooks};
pub(crate) use service::Service;

/// Makes a test on each engine of every function named; each is given a [`TestApp`] of its own, with the limits of
/// `dev` or those that an expression gives, and messages carried as another says.
macro_rules! on_both_engines {
    (under $limits:expr, carried $carry:expr; $($case:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $case() { crate::support::run_on_sqlite($limits, $carry, super::$case); })*
        }
        mod postgres {
            $(#[test] fn $case() { crate::support::run_on_postgres($limits, $carry, super::$case); })*
        }
    };
    (under $limits:expr; $($case:ident),* $(,)?) => {
        crate::support::on_both_engines!(under $limits, carried crate::support::in_turn; $($case),*);
    };
    (carried $carry:expr; $($case:ident),* $(,)?) => {
        crate::support::on_both_engines!(
            under countersign_model::Limits::development(), carried $carry; $($case),*
        );
    };
    ($($case:ident),* $(,)?) => {
        crate::support::on_both_engines!(under countersign_model::Limits::development(); $($case),*);
    };
}
pub(crate) use on_both_engines;

/// Compares JSON with a snapshot in the source. Each stands in a test that runs on both engines, and must be the same
/// for both.
macro_rules! assert_json {
    ($($snapshot:tt)*) => { insta::allow_duplicates! { insta::assert_json_snapshot!($($snapshot)*); } };
}
pub(crate) use assert_json;

pub(crate) const SECOND: i64 = 1000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
