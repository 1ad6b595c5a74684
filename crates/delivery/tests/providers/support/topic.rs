//! A topic of Amazon SNS: a certificate of an authority of our own, and posts signed with its key.

use std::sync::{Arc, LazyLock, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::{Fetch, Fetching};
use rcgen::{CertificateParams, IsCa, Issuer, KeyPair, PKCS_RSA_SHA256, RsaKeySize, SigningKey as _};
use serde_json::{Value, json};

use super::Called;

/// The topic in the settings of these tests.
pub(crate) const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:receipts";

/// Where its certificate lies.
pub(crate) const CERTIFICATE: &str = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-7.pem";

/// A key and what an authority says of it.
struct Signer {
    key: KeyPair,
    certificate: String,
}

/// Amazon's, and one that somebody else made.
static AMAZON: LazyLock<Signer> = LazyLock::new(Signer::new);
static MALLORY: LazyLock<Signer> = LazyLock::new(Signer::new);

impl Signer {
    fn new() -> Self {
        let rsa = || KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
        let mut authority = CertificateParams::new(Vec::new()).expect("a name");
        authority.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let issuer = Issuer::new(authority, rsa());
        let key = rsa();
        let params = CertificateParams::new(vec!["sns.amazonaws.com".to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &issuer).expect("a certificate").pem();
        Self { key, certificate }
    }
}

/// What stands in for the way to Amazon: gives the certificate, and remembers what it was asked.
#[derive(Clone, Default)]
pub(crate) struct Way {
    asked: Arc<Mutex<Vec<String>>>,
    certificate: Option<String>,
    is_down: bool,
}

impl Way {
    /// A way on which `certificate` is found, whatever is asked.
    pub(crate) fn to(certificate: &str) -> Self {
        Self { certificate: Some(certificate.to_owned()), ..Self::default() }
    }

    /// A way on which nothing comes back.
    pub(crate) fn nowhere() -> Self {
        Self { is_down: true, ..Self::default() }
    }

    /// All that was asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("the list").clone()
    }
}

impl Fetch for Way {
    fn fetch<'a>(&'a self, url: &'a str) -> Fetching<'a> {
        self.asked.lock().expect("the list").push(url.to_owned());
        let body = match (&self.certificate, self.is_down) {
            (_, true) => Err("no connection".to_owned()),
            (Some(certificate), _) => Ok(certificate.clone().into_bytes()),
            (None, _) => Ok(AMAZON.certificate.clone().into_bytes()),
        };
        Box::pin(std::future::ready(body))
    }
}

/// A notification of the topic with `message` in it, unsigned.
pub(crate) fn notification(message: &Value) -> Value {
    json!({
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": message.to_string(),
        "Timestamp": "2023-11-14T22:13:21.500Z",
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
        "UnsubscribeURL": "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
    })
}

/// The question whether we want the topic, unsigned; `kind` is what it asks about.
pub(crate) fn question(kind: &str, subscribe_url: &str) -> Value {
    let mut question = notification(&json!("You have chosen to subscribe to the topic"));
    question["Type"] = json!(kind);
    question["Token"] = json!("2336412f37fb687f5d51e6e241d09c80");
    question["SubscribeURL"] = json!(subscribe_url);
    question
}

/// The post, signed by Amazon.
pub(crate) fn signed(post: Value) -> Called {
    signed_by(&AMAZON, post)
}

/// The post, signed by somebody else.
pub(crate) fn forged_by_another_key(post: Value) -> Called {
    signed_by(&MALLORY, post)
}

fn signed_by(signer: &Signer, mut post: Value) -> Called {
    let names: &[&str] = if post["Type"] == "Notification" {
        &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    } else {
        &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    };
    let mut text = String::new();
    for name in names {
        if let Some(value) = post[name].as_str() {
            text += &format!("{name}\n{value}\n");
        }
    }
    let signature = signer.key.sign(text.as_bytes()).expect("a signature");
    post["Signature"] = json!(STANDARD.encode(signature));
    Called::post(post.to_string()).with("content-type", "text/plain; charset=UTF-8")
}
