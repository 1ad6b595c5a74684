use std::sync::Arc;

use countersign_model::{Clock, MockClock};
use totp_rs::Totp;

use super::{Answer, Api, Service, TestApp};

/// Somebody with an authenticator app, which is another library's. Clones are the same person.
#[derive(Clone)]
pub(crate) struct Holder {
    pub(crate) service: Service,
    pub(crate) identity: String,
    /// The factor's SID.
    pub(crate) factor: String,
    app: Arc<Totp>,
    clock: Arc<MockClock>,
}

impl Holder {
    /// Somebody who scans what a new factor shows, and has not typed a code yet.
    pub(crate) async fn scans(
        app: &TestApp,
        service: &Service,
        identity: &str,
        pairs: &[(&str, &str)],
    ) -> Self {
        let made = service.makes_factor(identity, pairs).await.is(201);
        let uri = made.body["binding"]["uri"].as_str().expect("a URI");
        let app_of_theirs = Totp::from_url_unchecked(uri).expect("a URI that an app can scan");
        Self {
            service: service.clone(),
            identity: identity.to_owned(),
            factor: made.sid(),
            app: Arc::new(app_of_theirs),
            clock: Arc::clone(&app.clock),
        }
    }

    /// Somebody whose factor is verified, half a minute ago: the next code is fresh.
    pub(crate) async fn enrolled(app: &TestApp, service: &Service, identity: &str) -> Self {
        Self::enrolled_with(app, service, identity, &[]).await
    }

    /// As [`Holder::enrolled`], with these parameters.
    pub(crate) async fn enrolled_with(
        app: &TestApp,
        service: &Service,
        identity: &str,
        pairs: &[(&str, &str)],
    ) -> Self {
        let holder = Self::scans(app, service, identity, pairs).await;
        holder.verifies(&holder.code()).await.stands("verified");
        app.advance(60_000);
        holder
    }

    /// The same, calling elsewhere.
    pub(crate) fn through(&self, api: Api) -> Self {
        Self { service: Service { api, ..self.service.clone() }, ..self.clone() }
    }

    /// The same factor and app under another identity.
    pub(crate) fn as_if(&self, identity: &str) -> Self {
        Self { identity: identity.to_owned(), ..self.clone() }
    }

    /// The path of their things.
    pub(crate) fn path(&self, below: &str) -> String {
        self.service.path(&format!("/Entities/{}{below}", self.identity))
    }

    pub(crate) fn factor_path(&self) -> String {
        self.path(&format!("/Factors/{}", self.factor))
    }

    pub(crate) fn challenge_path(&self, challenge: &str) -> String {
        self.path(&format!("/Challenges/{challenge}"))
    }

    /// What the app shows now.
    pub(crate) fn code(&self) -> String {
        self.code_in(0)
    }

    /// What the app shows in so many seconds.
    pub(crate) fn code_in(&self, seconds: i64) -> String {
        let at = self.clock.now().millis() / 1000 + seconds;
        self.app.generate(u64::try_from(at).expect("after 1970")).to_string()
    }

    /// Digits that the app shows neither now nor a few minutes before or after.
    pub(crate) fn wrong(&self) -> String {
        let shown: Vec<String> = (-10..=10).map(|steps| self.code_in(steps * 20)).collect();
        let digits = shown[0].len();
        let mut codes = (0..).map(|n: u64| format!("{n:0digits$}"));
        codes.find(|code| !shown.contains(code)).expect("a wrong code")
    }

    /// Verifies the factor by a code.
    pub(crate) async fn verifies(&self, code: &str) -> Answer {
        self.service.api.post(&self.factor_path(), &[("AuthPayload", code)]).await
    }

    /// What an application asks at a login: a challenge with its answer.
    pub(crate) async fn logs_in(&self, code: &str) -> Answer {
        self.asked_with(&[("AuthPayload", code)]).await
    }

    pub(crate) async fn asked_with(&self, pairs: &[(&str, &str)]) -> Answer {
        let mut all = vec![("FactorSid", self.factor.as_str())];
        all.extend(pairs);
        self.service.api.post(&self.path("/Challenges"), &all).await
    }

    /// A challenge that waits for an answer; gives its SID.
    pub(crate) async fn is_asked(&self) -> String {
        self.asked_with(&[]).await.is(201).stands("pending").sid()
    }

    pub(crate) async fn answers(&self, challenge: &str, code: &str) -> Answer {
        self.service.api.post(&self.challenge_path(challenge), &[("AuthPayload", code)]).await
    }

    pub(crate) async fn fetches(&self, challenge: &str) -> Answer {
        self.service.api.get(&self.challenge_path(challenge)).await
    }
}

impl Service {
    /// Makes a TOTP factor for somebody, by the name of "Phone" unless `pairs` say otherwise.
    pub(crate) async fn makes_factor(&self, identity: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut all = vec![("FriendlyName", "Phone"), ("FactorType", "totp")];
        all.extend(pairs);
        self.api.post(&self.path(&format!("/Entities/{identity}/Factors")), &all).await
    }
}
