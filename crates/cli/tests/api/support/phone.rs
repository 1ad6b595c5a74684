use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_model::{Clock, MockClock, Timestamp};
use countersign_testkit::Device;
use form_urlencoded::Serializer;

use super::{Answer, Api, Service, TestApp, basic};

/// Somebody with an app of the push kind. Clones are the same phone.
#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) service: Service,
    pub(crate) identity: String,
    pub(crate) device: Arc<Device>,
    /// The factor's SID.
    pub(crate) factor: String,
    pub(crate) credential: String,
    account: String,
    clock: Arc<MockClock>,
    /// By how many seconds the phone's clock is ahead.
    pub(crate) ahead: Arc<AtomicI64>,
}

impl Service {
    /// An access token for a phone of this person's.
    pub(crate) async fn gives_access(&self, identity: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut all = vec![("Identity", identity), ("FactorType", "push")];
        all.extend(pairs);
        self.api.post(&self.path("/AccessTokens"), &all).await
    }
}

/// What an app says of itself.
pub(crate) fn enrolment<'a>(key: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("FriendlyName", "Phone"),
        ("FactorType", "push"),
        ("Binding.Alg", "ES256"),
        ("Binding.PublicKey", key),
        ("Config.AppId", "com.example.app"),
        ("Config.NotificationPlatform", "none"),
        ("Config.SdkVersion", "1.0"),
        ("Metadata", r#"{"os":"Android"}"#),
    ];
    all.extend(more);
    all
}

impl Phone {
    /// A phone that enrolled by an access token and has not verified itself.
    pub(crate) async fn enrolls(app: &TestApp, service: &Service, identity: &str) -> Self {
        let access = service.gives_access(identity, &[]).await.is(201).text("token");
        Self::enrolls_by(app, service, identity, &access).await
    }

    /// The same, by this access token.
    pub(crate) async fn enrolls_by(app: &TestApp, service: &Service, identity: &str, access: &str) -> Self {
        let device = Device::new();
        let path = service.path(&format!("/Entities/{identity}/Factors"));
        let bearer = bearer(&service.api, access);
        let made = bearer.post(&path, &enrolment(&device.public_key(), &[])).await.is(201);
        Self {
            service: service.clone(),
            identity: identity.to_owned(),
            device: Arc::new(device),
            factor: made.sid(),
            credential: made.body["config"]["credential_sid"].as_str().expect("a SID").to_owned(),
            account: made.text("account_sid"),
            clock: Arc::clone(&app.clock),
            ahead: Arc::default(),
        }
    }

    /// A phone whose factor is verified.
    pub(crate) async fn verified(app: &TestApp, service: &Service, identity: &str) -> Self {
        let phone = Self::enrolls(app, service, identity).await;
        let verified = phone.proves_itself().await.is(200);
        assert_eq!(verified.text("status"), "verified");
        phone
    }

    /// The same phone calling under another identity.
    pub(crate) fn as_if(&self, identity: &str) -> Self {
        Self { identity: identity.to_owned(), ..self.clone() }
    }

    pub(crate) fn path(&self, below: &str) -> String {
        self.service.path(&format!("/Entities/{}{below}", self.identity))
    }

    pub(crate) fn factor_path(&self) -> String {
        self.path(&format!("/Factors/{}", self.factor))
    }

    pub(crate) fn challenge_path(&self, challenge: &str) -> String {
        self.path(&format!("/Challenges/{challenge}"))
    }

    fn seconds(&self) -> i64 {
        self.clock.now().millis() / 1000 + self.ahead.load(Ordering::SeqCst)
    }

    /// The password of its next call.
    pub(crate) fn token(&self) -> String {
        self.device.token(&self.account, &self.credential, self.seconds())
    }

    /// Calls for itself once.
    pub(crate) fn api(&self) -> Api {
        bearer(&self.service.api, &self.token())
    }

    /// Calls as the library does: after a 401 it sets its clock by `Date` and calls once more.
    pub(crate) async fn calls(&self, method: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let answer = self.calls_once(method, path, pairs).await;
        let Some(date) = answer.headers.get("date").filter(|_| answer.status == 401) else { return answer };
        let server = parsed(date.to_str().expect("text"));
        self.device.correct(self.seconds(), server.millis() / 1000);
        self.calls_once(method, path, pairs).await
    }

    async fn calls_once(&self, method: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
        if method == "POST" {
            return self.api().post(path, pairs).await;
        }
        let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.api().call(method, &format!("{path}?{query}")).await
    }

    pub(crate) async fn proves_itself(&self) -> Answer {
        let proof = self.device.proof(&self.factor);
        self.calls("POST", &self.factor_path(), &[("AuthPayload", &proof)]).await
    }

    /// The application asks; gives the challenge's SID.
    pub(crate) async fn is_asked(&self, message: &str) -> String {
        self.is_asked_with(&[("Details.Message", message)]).await.is(201).sid()
    }

    pub(crate) async fn is_asked_with(&self, pairs: &[(&str, &str)]) -> Answer {
        let mut all = vec![("FactorSid", self.factor.as_str())];
        all.extend(pairs);
        self.service.api.post(&self.path("/Challenges"), &all).await
    }

    /// Reads a challenge and signs an answer to it.
    pub(crate) async fn signs(&self, challenge: &str, status: &str) -> String {
        let read = self.calls("GET", &self.challenge_path(challenge), &[]).await.is(200);
        let fields = read.headers["twilio-verify-signature-fields"].to_str().expect("text");
        self.device.answer(fields, &read.body, status)
    }

    pub(crate) async fn sends(&self, challenge: &str, payload: &str) -> Answer {
        self.calls("POST", &self.challenge_path(challenge), &[("AuthPayload", payload)]).await
    }

    /// The person presses yes or no.
    pub(crate) async fn answers(&self, challenge: &str, status: &str) -> Answer {
        self.sends(challenge, &self.signs(challenge, status).await).await
    }
}

/// Somebody with this token.
pub(crate) fn bearer(api: &Api, token: &str) -> Api {
    api.authorized_by(Some(basic("token", token)))
}

/// A moment as HTTP's `Date` has it, read by another than its writer: `Thu, 01 Jan 2026 00:00:00 GMT`.
fn parsed(date: &str) -> Timestamp {
    let mut parts = date.split(' ').skip(1);
    let mut part = || parts.next().expect("a part of a date");
    let (day, month, year, time) = (part(), part(), part(), part());
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|name| *name == month).expect("a month") + 1;
    assert!(date.ends_with(" GMT"), "{date}");
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z")).expect("a moment")
}
