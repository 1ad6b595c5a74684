use countersign_model::MockClock;
use rustls::Error;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn ca() -> LocalCa {
    LocalCa::new(Arc::new(MockClock::new(NOW))).unwrap()
}

/// Does a client that trusts `ca` accept this certificate for this name, so many milliseconds from now?
fn verify(ca: &LocalCa, key: &CertifiedKey, name: &str, later: i64) -> Result<(), Error> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.pem().as_bytes()).unwrap()).unwrap();
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), countersign_web::tls::provider())
            .build()
            .unwrap();
    let at = Duration::from_millis(NOW.plus_millis(later).millis().unsigned_abs());
    let name = ServerName::try_from(name.to_owned()).unwrap();
    verifier.verify_server_cert(&key.cert[0], &[], &name, &[], UnixTime::since_unix_epoch(at)).map(|_| ())
}

#[test]
fn a_certificate_is_good_for_its_own_name_and_its_own_day() {
    let ca = ca();
    for name in ["verify.twilio.com", "verify.us1.twilio.com", "verify.sydney.au1.twilio.com"] {
        let leaf = ca.leaf(&name.parse().unwrap()).unwrap();
        assert_eq!(verify(&ca, &leaf, name, 0), Ok(()));
        assert!(verify(&ca, &leaf, "verify.ie1.twilio.com", 0).is_err());
        assert!(verify(&ca, &leaf, name, -2 * DAY_MILLIS).is_err(), "before its time");
        assert!(verify(&ca, &leaf, name, 2 * DAY_MILLIS).is_err(), "after its time");
    }
}

#[test]
fn a_certificate_for_anything_outside_twilio_is_refused_by_whoever_trusts_the_authority() {
    let ca = ca();
    for name in ["example.com", "verify.twilio.com.example.com", "twilio.com.au", "127.0.0.1", "::1"] {
        let leaf = ca.certify(name).unwrap();
        let refused = format!("{:?}", verify(&ca, &leaf, name, 0).unwrap_err());
        assert!(refused.contains("NameConstraintViolation"), "{name}: {refused}");
    }
}

#[test]
fn no_two_authorities_are_alike_and_none_shows_its_key() {
    let (one, other) = (ca(), ca());
    let leaf = one.leaf(&"verify.twilio.com".parse().unwrap()).unwrap();
    assert!(verify(&other, &leaf, "verify.twilio.com", 0).is_err());
    assert!(!one.pem().contains("PRIVATE") && !format!("{one:?}").contains("PRIVATE"));
}
