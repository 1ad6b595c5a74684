//! What the floors above share over HTTP: server, middleware, problems, callers, forms.
//!
//! The road of a request: [`serve`] accepts the connection, [`front`] stands before every handler, [`FormBody`] and
//! [`Query`] read what was sent, and [`json`] or a [`Problem`] answers. Pages for one machine's own browser add
//! [`guard_local`].

mod answer;
mod authority;
mod caller;
mod fallback;
mod form;
mod form_body;
mod front;
mod headers;
mod host_guard;
mod in_flight;
mod json_body;
mod network;
mod origin;
mod page;
mod panic;
mod problem;
mod query;
mod raw_body;
mod record;
mod request_id;
mod serve;
mod time_limit;
pub mod tls;
mod trouble;
mod visitor;
mod write_stall;

pub use answer::json;
pub use authority::{Authority, BadAuthority};
pub use caller::{Caller, Gate};
pub use countersign_model::{BadCidr, Cidr, CidrList};
pub use fallback::{unknown_route, wrong_method};
pub use form::Form;
pub use form_body::{BodyLimit, FormBody, MAX_BODY_BYTES};
pub use front::front;
pub use host_guard::{HostGuard, Trespass, guard_local};
pub use json_body::JsonBody;
pub use network::Network;
pub use origin::{BadOrigin, Origin, OriginPolicy, Scheme};
pub use page::{PageMeta, PageQuery};
pub use problem::{Problem, ProblemKind};
pub use query::Query;
pub use raw_body::RawBody;
pub use record::METRICS;
pub use request_id::RequestId;
pub use serve::{Limits, Peer, Stopping, accept, converse, serve};
pub use trouble::trouble;
pub use visitor::{Bearer, Visitor};
pub use write_stall::WriteStall;
