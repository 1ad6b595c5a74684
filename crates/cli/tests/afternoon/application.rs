//! The application whose logins Countersign guards.

use countersign_testkit::{Caller, Server, Sink};
use serde_json::Value;

/// Calls one node with its account.
#[derive(Clone)]
pub(crate) struct Application {
    caller: Caller,
    /// The service's SID.
    pub(crate) service: String,
    sink: Sink,
}

impl Application {
    pub(crate) fn new(server: &Server, account: (String, String), service: &str, sink: &Sink) -> Self {
        let caller = Caller { base: server.base.clone(), account };
        Self { caller, service: service.to_owned(), sink: sink.clone() }
    }

    /// The same at another node.
    pub(crate) fn at(&self, server: &Server) -> Self {
        let caller = Caller { base: server.base.clone(), ..self.caller.clone() };
        Self { caller, ..self.clone() }
    }

    /// The same with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        let account = (self.caller.account.0.clone(), token.to_owned());
        Self { caller: Caller { account, ..self.caller.clone() }, ..self.clone() }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v2/Services/{}{rest}", self.service)
    }

    /// The status of a request that changes nothing.
    pub(crate) async fn is_let_in(&self) -> u16 {
        self.caller.get(&self.path("")).await.0
    }

    /// Asks for a code; the verification's SID.
    pub(crate) async fn starts(&self, to: &str, channel: &str, more: &[(&str, &str)]) -> String {
        let form = [&[("To", to), ("Channel", channel)], more].concat();
        let (status, started) = self.caller.post(&self.path("/Verifications"), &form).await;
        assert_eq!((status, &started["status"]), (201, &"pending".into()), "{started}");
        started["sid"].as_str().expect("a SID").to_owned()
    }

    /// Asks for a code by text message; the code that arrived.
    pub(crate) async fn texts(&self, to: &str) -> String {
        self.starts(to, "sms", &[]).await;
        self.sink.code(to).await
    }

    /// Types a code.
    pub(crate) async fn types(&self, to: &str, code: &str) -> (u16, Value) {
        self.caller.post(&self.path("/VerificationCheck"), &[("To", to), ("Code", code)]).await
    }

    /// A code that must be the right one.
    pub(crate) async fn logs_in(&self, to: &str, code: &str) {
        let (status, checked) = self.types(to, code).await;
        assert_eq!((status, &checked["status"]), (200, &"approved".into()), "{to}: {checked}");
    }

    /// Cancels a verification.
    pub(crate) async fn cancels(&self, sid: &str) {
        let path = self.path(&format!("/Verifications/{sid}"));
        assert_eq!(self.caller.post(&path, &[("Status", "canceled")]).await.0, 200);
    }

    /// What a verification shows.
    pub(crate) async fn status_of(&self, sid: &str) -> String {
        let (status, shown) = self.caller.get(&self.path(&format!("/Verifications/{sid}"))).await;
        assert_eq!(status, 200, "{shown}");
        shown["status"].as_str().expect("a status").to_owned()
    }
}

/// A code that is not `code`.
pub(crate) fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}
