use std::sync::Arc;

use countersign_engine::Engine;
use countersign_testkit::Mailbox;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Answer, Api, Person, TestApp};

/// One application's service.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) api: Api,
    pub(crate) sid: String,
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) engine: Engine,
}

impl Service {
    pub(crate) fn new(api: Api, app: &TestApp, sid: &str) -> Self {
        Self { api, sid: sid.to_owned(), mailbox: Arc::clone(&app.mailbox), engine: app.engine.clone() }
    }

    pub(crate) fn path(&self, below: &str) -> String {
        format!("/v2/Services/{}{below}", self.sid)
    }

    /// Somebody with this phone number or e-mail address.
    pub(crate) fn person(&self, to: &str) -> Person {
        Person::new(self.clone(), to)
    }

    pub(crate) async fn set(&self, settings: &[(&str, &str)]) -> Answer {
        self.api.post(&self.path(""), settings).await
    }

    pub(crate) async fn create(&self, pairs: &[(&str, &str)]) -> Answer {
        self.api.post(&self.path("/Verifications"), pairs).await
    }

    pub(crate) async fn check(&self, pairs: &[(&str, &str)]) -> Answer {
        self.api.post(&self.path("/VerificationCheck"), pairs).await
    }

    /// Fetches by SID or by address.
    pub(crate) async fn fetch(&self, target: &str) -> Answer {
        self.api.get(&self.verification(target)).await
    }

    /// Updates by SID or by address.
    pub(crate) async fn update(&self, target: &str, status: &str) -> Answer {
        self.api.post(&self.verification(target), &[("Status", status)]).await
    }

    fn verification(&self, target: &str) -> String {
        self.path(&format!("/Verifications/{}", utf8_percent_encode(target, NON_ALPHANUMERIC)))
    }
}
