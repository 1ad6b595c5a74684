//! The keys that a server starts with: never made up, never read from where others may read them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use countersign_keyring::Keyring;

use crate::KeyFile;
use crate::commands::Failure;
use crate::config::{Config, Source};

/// The configured keys.
///
/// # Errors
/// When there are none, others may read their file, or they can't be read.
pub(crate) fn of(config: &Config) -> Result<Keyring, Failure> {
    let Some(text) = &config.general.keys else {
        return Err(Failure::configuration(
            "there is no key: make one with `countersign secrets init --file /etc/countersign/keys`, name it with keys_file \
             in the configuration (or COUNTERSIGN_KEYS_FILE), and keep a copy apart from the database's backups",
        ));
    };
    match config.shown().iter().find(|shown| shown.key == "keys").map(|shown| &shown.source) {
        Some(Source::SecretFile(_, path)) => owners_alone(path)?,
        Some(Source::File) => {
            return Err(Failure::configuration(
                "keys may not stand in the configuration file: put them in a file of their own, mode 0600, and name it \
                 with keys_file",
            ));
        }
        _ => {}
    }
    Keyring::parse(text.reveal()).map_err(|error| Failure::configuration(format!("keys: {error}")))
}

/// The file that the configured keys stand in; `None` when they come from the environment, which nobody can change under
/// a running server.
pub(crate) fn file(config: &Config) -> Option<KeyFile> {
    match config.shown().iter().find(|shown| shown.key == "keys").map(|shown| &shown.source) {
        Some(Source::SecretFile(_, path)) => Some(KeyFile::new(path.clone())),
        _ => None,
    }
}

/// Refuses a file that anybody but its owner may read. What systemd hands over (`LoadCredential=`) is let through: it
/// lies in a directory of this service alone, and its mode is 0440 because it is shared by an access list.
///
/// # Errors
/// With the command that mends it.
pub(crate) fn owners_alone(path: &Path) -> Result<(), Failure> {
    if std::env::var_os("CREDENTIALS_DIRECTORY")
        .is_some_and(|handed_over| is_in(path, Path::new(&handed_over)))
    {
        return Ok(());
    }
    let mode = fs::metadata(path).map(|found| found.permissions().mode() & 0o077).unwrap_or(0);
    if mode == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::configuration(format!("others may read {path}: run chmod 600 {path}")))
}

fn is_in(path: &Path, directory: &Path) -> bool {
    directory.is_absolute() && path.parent() == Some(directory)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use countersign_model::MockDice;

    use super::*;

    fn config(file: &str, environment: &[(&str, &str)]) -> Config {
        let environment: BTreeMap<_, _> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::parse(file, &environment).unwrap()
    }

    fn refusal(config: &Config) -> String {
        of(config).err().unwrap().to_string()
    }

    #[test]
    fn keys_come_from_the_environment_or_a_file_that_only_its_owner_reads() {
        let text = Keyring::new_text(&MockDice::new(1));
        assert!(of(&config("", &[("COUNTERSIGN_KEYS", &text)])).is_ok());
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("keys");
        fs::write(&path, &text).unwrap();
        let named = config("", &[("COUNTERSIGN_KEYS_FILE", path.to_str().unwrap())]);
        for (mode, readable) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(of(&named).is_ok(), readable, "{mode:o}");
        }
        assert!(refusal(&named).contains("chmod 600"));
    }

    #[test]
    fn only_what_lies_right_in_the_credentials_directory_counts_as_handed_over() {
        let directory = Path::new("/run/credentials/countersign.service");
        assert!(is_in(&directory.join("keys"), directory));
        for path in ["/run/credentials/countersign.service/../keys", "/etc/countersign/keys", "keys"] {
            assert!(!is_in(Path::new(path), directory), "{path}");
        }
        assert!(!is_in(Path::new("keys"), Path::new("")));
    }

    #[test]
    fn without_a_key_or_with_one_in_the_configuration_file_the_sentence_says_what_to_do() {
        assert!(refusal(&config("", &[])).contains("countersign secrets init"));
        let inside = refusal(&config("keys = 'k1:abc'", &[]));
        assert!(inside.contains("keys_file") && !inside.contains("abc"), "{inside}");
        let broken = refusal(&config("", &[("COUNTERSIGN_KEYS", "k1:abc")]));
        assert!(!broken.contains("abc"), "{broken}");
    }
}
