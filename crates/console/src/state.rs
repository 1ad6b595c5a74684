//! What the pages are given.

use std::fmt;
use std::sync::Arc;

use countersign_delivery::providers::Inbox;
use countersign_engine::Engine;
use countersign_model::AccountSid;
use countersign_web::HostGuard;

use crate::AccessToken;

/// What the pages are built from.
pub struct ConsoleState {
    /// The verbs.
    pub engine: Engine,
    /// Where the messages are.
    pub inbox: Arc<Inbox>,
    /// Whose services are shown.
    pub account: AccountSid,
    /// The names under which the pages may be asked for.
    pub guard: Arc<HostGuard>,
    /// What a reader must show; `None` only when nobody but this machine can reach the listener.
    pub token: Option<AccessToken>,
    /// What the page tells of the API.
    pub api: DevApi,
}

/// How a program on this machine calls the API; shown to be pasted.
#[derive(Clone)]
pub struct DevApi {
    /// Scheme, host and port, such as `http://localhost:4010`; without a slash at the end.
    pub base_url: String,
    /// The account's token, in clear.
    pub auth_token: String,
}

/// Without the token.
impl fmt::Debug for DevApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevApi").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// What the handlers share.
pub(crate) struct Console {
    pub(crate) engine: Engine,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) account: AccountSid,
    pub(crate) token: Option<AccessToken>,
    pub(crate) api: DevApi,
}

impl From<ConsoleState> for Console {
    fn from(state: ConsoleState) -> Self {
        let ConsoleState { engine, inbox, account, guard: _, token, api } = state;
        Self { engine, inbox, account, token, api }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_auth_token() {
        let api = DevApi { base_url: "http://localhost:4010".into(), auth_token: "s3cret".into() };
        assert_eq!(format!("{api:?}"), r#"DevApi { base_url: "http://localhost:4010", .. }"#);
    }
}
