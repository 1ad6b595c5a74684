//! Notifications of Amazon SNS: proof that they come from a topic of the operator's, and the answer to the question
//! whether we want them.
//!
//! **Anybody may own a topic and subscribe our address to it**, and Amazon signs for everybody alike. So a notification
//! counts only if it names the topic in the configuration.
//!
//! **The names of hosts are ours, not the message's.** A notification says where its certificate lies, and a question
//! where to confirm it. Both are fetched only from the SNS endpoint of the topic's own region. A pattern for
//! `sns.<anything>.amazonaws.com` would be too wide: `sns.s3.amazonaws.com` is where somebody's bucket `sns` is served.
//!
//! Facts: docs.aws.amazon.com/sns, "Verifying the signatures of Amazon SNS messages".

mod envelope;
mod fetch;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
    VerificationAlgorithm,
};
use countersign_model::{Receipt, Timestamp};
use reqwest::Url;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde_json::Value;
use webpki::EndEntityCert;

use self::envelope::{Envelope, Kind};
use crate::{BadSettings, Heard, Inbound, Reply};

pub(crate) use self::fetch::Client;
pub use self::fetch::{Fetch, Fetching};

/// How far the time of a notification may be from ours, in milliseconds. SNS tries for an hour at most.
const TOLERANCE: i64 = 60 * 60 * 1000;

/// How long a certificate's key is kept, in milliseconds: a day.
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// How many are kept. Amazon signs with one at a time.
const MOST_KEPT: usize = 8;

/// Where the operator's notifications come from.
pub(crate) struct Topic {
    arn: String,
    /// The only host that anything is fetched from.
    host: String,
    fetch: Arc<dyn Fetch>,
    keys: Mutex<HashMap<String, (Vec<u8>, Timestamp)>>,
}

impl Topic {
    /// The topic with this ARN, `arn:aws:sns:<region>:<account>:<name>`.
    ///
    /// # Errors
    /// A sentence that names the key `topic_arn`.
    pub(crate) fn new(arn: &str, fetch: Arc<dyn Fetch>) -> Result<Self, BadSettings> {
        let host = host(arn).ok_or_else(|| {
            BadSettings("topic_arn must be such as arn:aws:sns:eu-west-1:123456789012:receipts".to_owned())
        })?;
        Ok(Self { arn: arn.to_owned(), host, fetch, keys: Mutex::default() })
    }

    /// The same, fetching by other means.
    pub(crate) fn fetching(self, fetch: Arc<dyn Fetch>) -> Self {
        Self { fetch, ..self }
    }

    /// Verifies what came in and hands what it says to `read`; confirms a subscription to the topic.
    pub(crate) async fn hear(
        &self,
        inbound: &Inbound<'_>,
        now: Timestamp,
        read: fn(&Value) -> Option<Receipt>,
    ) -> Heard {
        let envelope = match Envelope::read(inbound.body) {
            Ok(envelope) => envelope,
            Err(heard) => return heard,
        };
        if let Err(heard) = self.verify(&envelope, now).await {
            return heard;
        }
        let receipts = match envelope.kind {
            Kind::Notification => {
                let Ok(told) = serde_json::from_str(&envelope.message) else {
                    return Heard::Unreadable("Message must be JSON");
                };
                read(&told).into_iter().collect()
            }
            Kind::SubscriptionConfirmation => match self.confirm(&envelope).await {
                Ok(()) => Vec::new(),
                Err(heard) => return heard,
            },
            Kind::UnsubscribeConfirmation => {
                tracing::warn!(
                    topic = self.arn,
                    "the subscription to the topic was ended: no receipts will come"
                );
                Vec::new()
            }
        };
        Heard::Receipts { receipts, reply: Reply::empty() }
    }

    async fn verify(&self, envelope: &Envelope, now: Timestamp) -> Result<(), Heard> {
        if envelope.topic_arn != self.arn {
            return Err(Heard::Forged("TopicArn is not the topic in the configuration"));
        }
        if now.millis_since(envelope.at).abs() > TOLERANCE {
            return Err(Heard::Forged("Timestamp is more than an hour off"));
        }
        let algorithm: &'static dyn VerificationAlgorithm = match envelope.signature_version.as_str() {
            "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            "2" => &RSA_PKCS1_2048_8192_SHA256,
            _ => return Err(Heard::Forged("SignatureVersion must be 1 or 2")),
        };
        let Some(url) = self.trusted(&envelope.signing_cert_url).filter(|url| url.path().ends_with(".pem"))
        else {
            return Err(Heard::Forged("SigningCertURL is not of the topic's region"));
        };
        let key = self.key(&url, now).await.map_err(|why| {
            tracing::warn!(topic = self.arn, why, "the certificate of a notification can't be had");
            Heard::Unreadable("the certificate at SigningCertURL can't be had now")
        })?;
        UnparsedPublicKey::new(algorithm, key)
            .verify(envelope.signed_text().as_bytes(), &envelope.signature)
            .map_err(|_| Heard::Forged("Signature doesn't fit"))
    }

    /// Tells Amazon that we want the topic's notifications.
    async fn confirm(&self, envelope: &Envelope) -> Result<(), Heard> {
        let Some(url) = envelope.subscribe_url.as_deref().and_then(|url| self.trusted(url)) else {
            return Err(Heard::Forged("SubscribeURL is not of the topic's region"));
        };
        match self.fetch.fetch(url.as_str()).await {
            Ok(_) => {
                tracing::info!(topic = self.arn, "the subscription to the topic is confirmed");
                Ok(())
            }
            Err(why) => {
                tracing::warn!(topic = self.arn, why, "the subscription to the topic can't be confirmed");
                Err(Heard::Unreadable("the subscription can't be confirmed now"))
            }
        }
    }

    /// The address, if it is one of the SNS endpoint of the topic's region.
    fn trusted(&self, url: &str) -> Option<Url> {
        let url = Url::parse(url).ok()?;
        let ours = url.scheme() == "https"
            && url.host_str() == Some(&self.host)
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        ours.then_some(url)
    }

    /// The public key in the certificate at `url`, as `SubjectPublicKeyInfo`. That it came over HTTPS from Amazon's own
    /// host is what vouches for it.
    async fn key(&self, url: &Url, now: Timestamp) -> Result<Vec<u8>, String> {
        let kept = |keys: &HashMap<String, (Vec<u8>, Timestamp)>| {
            keys.get(url.as_str()).filter(|(_, since)| now.millis_since(*since) < KEPT).cloned()
        };
        if let Some((key, _)) = kept(&self.keys.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(key);
        }
        let pem = self.fetch.fetch(url.as_str()).await?;
        let key = public_key(&pem).ok_or("there is no certificate")?;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MOST_KEPT {
            keys.clear();
        }
        keys.insert(url.to_string(), (key.clone(), now));
        Ok(key)
    }
}

fn public_key(pem: &[u8]) -> Option<Vec<u8>> {
    let der = CertificateDer::from_pem_slice(pem).ok()?;
    let certificate = EndEntityCert::try_from(&der).ok()?;
    Some(certificate.subject_public_key_info().to_vec())
}

/// The SNS endpoint of the region in a topic's ARN.
fn host(arn: &str) -> Option<String> {
    let parts: Vec<&str> = arn.split(':').collect();
    let [_, partition, _, region, account, name] = parts[..] else { return None };
    let word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let is_region = region.split('-').count() >= 3
        && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let good = parts[0] == "arn"
        && parts[2] == "sns"
        && is_region
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && !account.is_empty()
        && word(name);
    let domain = match partition {
        "aws" | "aws-us-gov" => "amazonaws.com",
        "aws-cn" => "amazonaws.com.cn",
        "aws-eusc" => "amazonaws.eu",
        _ => return None,
    };
    good.then(|| format!("sns.{region}.{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_s_region_names_the_only_host() {
        for (arn, host_of_it) in [
            ("arn:aws:sns:eu-west-1:123456789012:receipts", Some("sns.eu-west-1.amazonaws.com")),
            ("arn:aws-cn:sns:cn-north-1:123456789012:a", Some("sns.cn-north-1.amazonaws.com.cn")),
            ("arn:aws-us-gov:sns:us-gov-west-1:123456789012:a", Some("sns.us-gov-west-1.amazonaws.com")),
            ("arn:aws-eusc:sns:eusc-de-east-1:123456789012:a", Some("sns.eusc-de-east-1.amazonaws.eu")),
            ("arn:aws:sns:s3:123456789012:a", None),
            ("arn:aws:sns:evil.example/-x-y:123456789012:a", None),
            ("arn:aws:sqs:eu-west-1:123456789012:a", None),
            ("arn:other:sns:eu-west-1:123456789012:a", None),
            ("arn:aws:sns:eu-west-1::a", None),
            ("arn:aws:sns:eu-west-1:123456789012:", None),
            ("arn:aws:sns:eu-west-1:123456789012:a:b", None),
            ("", None),
        ] {
            assert_eq!(host(arn).as_deref(), host_of_it, "{arn}");
        }
    }
}
