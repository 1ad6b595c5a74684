//! Providers that carry a message to a person.
//!
//! A [`Provider`] is given one [`Message`] and answers with its [`Fate`](countersign_model::Fate); what happens next
//! is not decided here. Start with [`provider`] for the contract, [`providers`] for the list of those that exist,
//! [`Routes`] for who is asked for which channel. Nothing here sees a database.

mod breaker;
mod call;
mod es256;
mod fault;
mod http;
mod inbound;
mod jwt;
mod message;
mod notice;
pub mod outside;
pub mod provider;
pub mod providers;
mod question;
mod reason;
mod route;
mod seat;
mod sender;
mod signature;
mod sigv4;
mod sns;
mod standard_webhooks;
mod upstream;

pub use breaker::{Admission, Breaker, Change, Position};
pub use call::{CallHeard, Script, Step};
pub use countersign_settings::Secret;
pub use inbound::{Heard, Hearer, Hearing, Inbound, Keeping, Reply};
pub use message::{Handed, Message};
pub use notice::{Notice, Noticed, Noticing};
pub use provider::{Balancing, Living, Probe, Probing, Provider, SEND_LIMIT, Sending};
pub use providers::{BadSettings, ProviderKind, ProviderSettings};
pub use route::{Asked, Candidate, Explanation, MessagingService, Plan, Route, Routes};
pub use seat::{BadDestination, Destination, Seat, Terms};
pub use sns::{Fetch, Fetching};
pub use upstream::{Heard as EndHeard, Question, Told, Upstream, UpstreamSettings, Upstreams};
