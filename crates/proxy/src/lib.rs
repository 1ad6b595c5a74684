//! Applications that nobody may change reach a developer's Countersign as `verify.twilio.com`.
//!
//! Helper libraries build `https://verify.twilio.com/…` themselves, but the HTTP clients under them take a proxy and
//! trusted certificates from the environment. So [`serve`] is an HTTP forward proxy on loopback: a `CONNECT` to Verify
//! ends here, in TLS with a certificate of a [`LocalCa`], and is answered by the router it is given; any other is
//! refused, or tunnelled untouched.
//!
//! For a developer's machine only: it listens on loopback ([`Loopback`]), and the CA lives as long as the process.

mod bundle;
mod ca;
mod connect;
mod host;
mod loopback;
mod refusal;
mod serve;
mod target;
mod tunnel;

pub use bundle::{Bundle, with_system_roots};
pub use ca::{CaError, LocalCa};
pub use host::{NotVerify, VerifyHost};
pub use loopback::Loopback;
pub use refusal::Refusal;
pub use serve::{Proxy, serve};
pub use target::{Rules, Target, Way};
