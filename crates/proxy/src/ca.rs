//! The certificate authority of one run.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use countersign_model::{Clock, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;

use crate::VerifyHost;

/// What the authority is called where certificates are shown.
const NAME: &str = "Countersign dev, this machine only";
/// Clocks of clients in containers and virtual machines run behind.
const SLACK_MILLIS: i64 = DAY_MILLIS;
/// Certificates are made when asked for, so they need not live long.
const LEAF_MILLIS: i64 = DAY_MILLIS;
/// Longer than any run. The key is gone with the process, and the certificate is good for nothing then.
const CA_MILLIS: i64 = 365 * DAY_MILLIS;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A certificate authority that is made at start and forgotten at the end.
///
/// Its key lives in this process's memory and is never written. Its certificate permits names under `twilio.com` and
/// no addresses (RFC 5280 section 4.2.1.10), so whoever trusts it trusts it for nothing else: X.509 can't say
/// "`verify`, then any edge and region", which is the narrower rule that [`VerifyHost`] holds. It signs for servers
/// only and makes no further authorities.
pub struct LocalCa {
    issuer: CertifiedIssuer<'static, KeyPair>,
    clock: Arc<dyn Clock>,
}

/// A certificate or its key could not be made.
#[derive(Debug)]
pub struct CaError(String);

impl fmt::Display for CaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no certificate could be made: {}", self.0)
    }
}

impl std::error::Error for CaError {}

impl From<rcgen::Error> for CaError {
    fn from(error: rcgen::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<rustls::Error> for CaError {
    fn from(error: rustls::Error) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Debug for LocalCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalCa").finish_non_exhaustive()
    }
}

impl LocalCa {
    /// Makes one, valid from yesterday for a year.
    ///
    /// # Errors
    /// When the system gives no randomness for its key.
    pub fn new(clock: Arc<dyn Clock>) -> Result<Self, CaError> {
        let now = clock.now();
        let mut params = params(NAME, now, CA_MILLIS);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName("twilio.com".to_owned())],
            // Names that are no DNS names are not constrained by the line above: addresses are excluded, all of them.
            excluded_subtrees: vec![
                GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(Ipv4Addr::UNSPECIFIED.into(), 0)),
                GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(Ipv6Addr::UNSPECIFIED.into(), 0)),
            ],
        });
        Ok(Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate()?)?, clock })
    }

    /// Its certificate, for clients to trust.
    #[must_use]
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A new certificate for this name alone, valid for a day, with a key of its own.
    ///
    /// # Errors
    /// When the system gives no randomness for its key.
    pub fn leaf(&self, host: &VerifyHost) -> Result<CertifiedKey, CaError> {
        self.certify(host.as_str())
    }

    fn certify(&self, name: &str) -> Result<CertifiedKey, CaError> {
        let mut params = params(name, self.clock.now(), LEAF_MILLIS);
        params.subject_alt_names = CertificateParams::new([name.to_owned()])?.subject_alt_names;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let secret = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let chain = vec![certificate.der().clone()];
        Ok(CertifiedKey::from_der(chain, secret, &countersign_web::tls::provider())?)
    }
}

/// For a server, valid from a day before `now` until `lifetime` milliseconds after it.
fn params(name: &str, now: Timestamp, lifetime: i64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let date = |at: Timestamp| epoch + Duration::from_millis(at.millis().max(0).unsigned_abs());
    params.not_before = date(now.plus_millis(-SLACK_MILLIS));
    params.not_after = date(now.plus_millis(lifetime));
    params
}

#[cfg(test)]
mod tests;
