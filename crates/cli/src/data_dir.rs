//! The directory that holds what a node keeps: the embedded database, the keys, its name.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use countersign_engine::secrets::KeySource;
use countersign_keyring::Keyring;
use countersign_model::Dice;

use crate::KeyFile;
use crate::commands::Failure;
use crate::key_file::write_whole;

/// A data directory that this process alone uses.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// Held until the process ends, however it ends: two servers on one embedded database would each believe that
    /// the other's sends are left over from a crash. None for who only names files here.
    _lock: Option<File>,
}

impl DataDir {
    /// Opens `path`, making it if it isn't there, for the owner alone.
    ///
    /// # Errors
    /// When it can't be made or another process uses it.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let told = |what: &str, error: io::Error| {
            Failure::new(format!("the data directory {} {what}: {error}", path.display()))
        };
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(|e| told("can't be made", e))?;
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(false).mode(0o600);
        let lock = options.open(path.join("lock")).map_err(|e| told("can't be written", e))?;
        if lock.try_lock().is_err() {
            return Err(Failure::new(format!(
                "{} is in use by another countersign: stop it first, or choose another directory with --data-dir",
                path.display()
            )));
        }
        Ok(Self { path: path.to_owned(), _lock: Some(lock) })
    }

    /// The directory by name only: nothing is made, and whoever holds it goes on holding it. For looking.
    #[must_use]
    pub fn unlocked(path: &Path) -> Self {
        Self { path: path.to_owned(), _lock: None }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The key file's keys; a new file with a new key if there is none.
    ///
    /// # Errors
    /// When it can't be read, others may read it, or it holds no keys.
    pub fn keyring(&self, dice: &dyn Dice) -> Result<Keyring, Failure> {
        self.text_or("keys", || Keyring::new_text(dice))?;
        self.key_file().read().map_err(Failure::configuration)
    }

    /// The key file.
    #[must_use]
    pub fn key_file(&self) -> KeyFile {
        KeyFile::new(self.file("keys"))
    }

    /// The text of a small file; `make`s it, for the owner alone, if it isn't there.
    ///
    /// # Errors
    /// When it can't be read or written.
    pub fn text_or(&self, name: &str, make: impl FnOnce() -> String) -> Result<String, Failure> {
        let path = self.file(name);
        let told = |error: io::Error| Failure::new(format!("{}: {error}", path.display()));
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let text = make();
                self.replace(name, &text)?;
                Ok(text)
            }
            Err(error) => Err(told(error)),
        }
    }

    /// Makes `text` the whole of a small file, for the owner alone, whatever stood there.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn replace(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.file(name);
        let told = |error: io::Error| Failure::new(format!("{}: {error}", path.display()));
        write_whole(&path, text).map_err(told)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use countersign_model::MockDice;

    #[test]
    fn a_directory_serves_one_process_and_keeps_its_keys() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("data");
        let first = DataDir::open(&path).unwrap();
        let id = first.keyring(&MockDice::new(1)).unwrap().active_id().to_owned();
        assert!(DataDir::open(&path).unwrap_err().to_string().contains("in use"));
        drop(first);
        let again = DataDir::open(&path).unwrap();
        assert_eq!(again.keyring(&MockDice::new(2)).unwrap().active_id(), id);
    }

    #[test]
    fn keys_that_others_may_read_are_refused_with_the_fix() {
        let home = tempfile::tempdir().unwrap();
        let data = DataDir::open(home.path()).unwrap();
        data.keyring(&MockDice::new(1)).unwrap();
        fs::set_permissions(data.file("keys"), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(data.keyring(&MockDice::new(1)).unwrap_err().to_string().contains("chmod 600"));
    }
}
