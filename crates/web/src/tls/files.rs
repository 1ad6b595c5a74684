//! A certificate and its key in files that somebody else renews.

use std::convert::Infallible;
use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::provider;

/// The certificate that a server shows, from two PEM files.
///
/// ACME clients and secret managers replace the files one after the other, and some by turning a symbolic link. So a
/// pair that doesn't fit together is not an error while running: the one in use stays until the files fit again.
pub struct TlsFiles {
    certificate: PathBuf,
    key: PathBuf,
    in_use: RwLock<Arc<CertifiedKey>>,
    /// What the files were when they were last read, usable or not.
    seen: Mutex<Option<[Seen; 2]>>,
}

/// Changes whenever a file does: inode, seconds, nanoseconds, length.
type Seen = (u64, i64, i64, u64);

/// Why the files can't be used; a sentence that names the file.
#[derive(Debug)]
pub struct BadTlsFiles(String);

impl fmt::Display for BadTlsFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadTlsFiles {}

/// Names the files, shows nothing of them.
impl fmt::Debug for TlsFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsFiles")
            .field("certificate", &self.certificate)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl TlsFiles {
    /// Reads `certificate` (the server's own first, then those between it and the root) and `key` (PKCS#8, PKCS#1 or
    /// SEC1).
    ///
    /// # Errors
    /// When one can't be read, the two don't belong together, or the key may be read by everybody.
    pub fn load(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Result<Arc<Self>, BadTlsFiles> {
        let (certificate, key) = (certificate.into(), key.into());
        let seen = Mutex::new(look(&certificate, &key).ok());
        let in_use = RwLock::new(Arc::new(read(&certificate, &key)?));
        Ok(Arc::new(Self { certificate, key, in_use, seen }))
    }

    /// Reads the files again if they have changed since they were last read. True when what they hold is now in use.
    ///
    /// # Errors
    /// As [`Self::load`]; then what was in use stays. The same fault is told once.
    pub fn reload(&self) -> Result<bool, BadTlsFiles> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // Looked at before they are read: a change in between shows the next time.
        let now = look(&self.certificate, &self.key).ok();
        if now == *seen {
            return Ok(false);
        }
        *seen = now;
        let fresh = Arc::new(read(&self.certificate, &self.key)?);
        *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(true)
    }

    /// Reloads whenever the files change, looking every so often, for as long as it is polled.
    pub async fn follow(self: &Arc<Self>, every: Duration) -> Infallible {
        loop {
            tokio::time::sleep(every).await;
            let files = self.clone();
            match tokio::task::spawn_blocking(move || files.reload()).await {
                Ok(Ok(true)) => {
                    tracing::info!(file = %self.certificate.display(), "a new certificate is in use")
                }
                Ok(Ok(false)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the certificate in use stays"),
                Err(error) => tracing::error!(%error, "certificates can't be followed"),
            }
        }
    }
}

impl ResolvesServerCert for TlsFiles {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.in_use.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn look(certificate: &Path, key: &Path) -> io::Result<[Seen; 2]> {
    let seen = |path| {
        fs::metadata(path).map(|file: fs::Metadata| (file.ino(), file.mtime(), file.mtime_nsec(), file.len()))
    };
    Ok([seen(certificate)?, seen(key)?])
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, BadTlsFiles> {
    let told = |path: &Path, error: &dyn fmt::Display| BadTlsFiles(format!("{}: {error}", path.display()));
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| told(certificate, &error))?;
    if chain.is_empty() {
        return Err(told(certificate, &"no certificate in it"));
    }
    let mode = fs::metadata(key).map_err(|error| told(key, &error))?.mode();
    if mode & 0o007 != 0 {
        return Err(told(key, &format!("everybody may read this key: run chmod o-rwx {}", key.display())));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| told(key, &error))?;
    // Refuses a key that isn't the certificate's.
    CertifiedKey::from_der(chain, secret, &provider())
        .map_err(|error| BadTlsFiles(format!("{} and {}: {error}", certificate.display(), key.display())))
}
