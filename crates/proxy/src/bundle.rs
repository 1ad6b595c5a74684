//! What a client trusts whose environment names one file of roots: that file takes the place of all others.

use pem::{EncodeConfig, LineEnding, Pem};

/// Certificates for clients to trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// In PEM, one after another.
    pub pem: String,
    /// How many of the system's roots are in it; with none, its user trusts Verify alone.
    pub system_roots: usize,
}

/// The system's trusted roots, as its files or `SSL_CERT_FILE` and `SSL_CERT_DIR` say, and then `authority`, a
/// certificate in PEM.
#[must_use]
pub fn with_system_roots(authority: &str) -> Bundle {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "some of the system's trusted certificates can't be read");
    }
    let lines = EncodeConfig::new().set_line_ending(LineEnding::LF);
    let mut pem = String::new();
    for root in &found.certs {
        pem += &pem::encode_config(&Pem::new("CERTIFICATE", root.to_vec()), lines);
    }
    pem += authority;
    Bundle { pem, system_roots: found.certs.len() }
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;

    use super::*;

    #[test]
    fn a_bundle_holds_what_the_system_trusts_and_the_authority_last() {
        let authority = pem::encode(&Pem::new("CERTIFICATE", b"authority".as_slice()));
        let bundle = with_system_roots(&authority);
        let read: Vec<_> =
            CertificateDer::pem_slice_iter(bundle.pem.as_bytes()).collect::<Result<_, _>>().unwrap();
        assert_eq!(read.len(), bundle.system_roots + 1);
        assert_eq!(read[bundle.system_roots].as_ref(), b"authority");
        assert_eq!(read[..bundle.system_roots], rustls_native_certs::load_native_certs().certs);
    }
}
