//! The key file: read again while the server runs, and changed by rotation alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use countersign_engine::secrets::KeySource;
use countersign_keyring::Keyring;

use crate::keys::owners_alone;

/// A key file by its path.
#[derive(Clone, Debug)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The file at this path.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    fn told(&self, error: impl std::fmt::Display) -> String {
        format!("{}: {error}", self.0.display())
    }

    fn text(&self) -> Result<String, String> {
        owners_alone(&self.0).map_err(|failure| failure.to_string())?;
        fs::read_to_string(&self.0).map_err(|error| self.told(error))
    }

    /// Replaces the text by one that reads as keys.
    fn replace(&self, text: &str) -> Result<(), String> {
        Keyring::parse(text).map_err(|error| self.told(error))?;
        // Where the name is a link, what it leads to is changed and the link stays.
        let path = fs::canonicalize(&self.0).map_err(|error| self.told(error))?;
        write_whole(&path, text).map_err(|error| self.told(error))
    }
}

impl KeySource for KeyFile {
    fn name(&self) -> String {
        self.0.display().to_string()
    }

    fn read(&self) -> Result<Keyring, String> {
        Keyring::parse(&self.text()?).map_err(|error| self.told(error))
    }

    fn append(&self, line: &str) -> Result<(), String> {
        let mut text = self.text()?;
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(line);
        self.replace(&text)
    }

    fn remove(&self, key_id: &str) -> Result<bool, String> {
        let text = self.text()?;
        let is_keys = |line: &str| line.trim().split_once(':').is_some_and(|(id, _)| id == key_id);
        let kept: String = text.split_inclusive('\n').filter(|line| !is_keys(line)).collect();
        if kept == text {
            return Ok(false);
        }
        self.replace(&kept).map(|()| true)
    }
}

/// Writes a file for its owner alone, whole or not at all: a crash must not leave half a key under the final name.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let draft = PathBuf::from(draft);
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true).mode(0o600);
    let mut file = options.open(&draft)?;
    // What a crash left may have been made by somebody with other ideas.
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use countersign_model::MockDice;

    use super::*;

    fn file(directory: &tempfile::TempDir, text: &str) -> KeyFile {
        let path = directory.path().join("keys");
        write_whole(&path, text).unwrap();
        KeyFile::new(path)
    }

    fn line(seed: u64) -> String {
        Keyring::new_line(&MockDice::new(seed)).to_string()
    }

    fn ids(file: &KeyFile) -> Vec<String> {
        file.read().unwrap().ids().map(str::to_owned).collect()
    }

    #[test]
    fn a_line_is_added_and_removed_and_the_rest_stays() {
        let home = tempfile::tempdir().unwrap();
        let text = format!("# ours\n{}", line(1).trim_end());
        let file = file(&home, &text);
        let first = ids(&file).remove(0);
        file.append(&line(2)).unwrap();
        assert_eq!(ids(&file).len(), 2);
        let second = ids(&file).remove(1);
        assert!(!file.remove("k9").unwrap());
        assert!(file.remove(&second).unwrap());
        assert_eq!(fs::read_to_string(home.path().join("keys")).unwrap(), format!("{text}\n"));
        // The last key stays: a file without one could not be read.
        assert!(file.remove(&first).is_err());
        assert_eq!(ids(&file), [first]);
    }

    #[test]
    fn it_stays_its_owners_alone_and_is_not_read_when_others_may() {
        let home = tempfile::tempdir().unwrap();
        let file = file(&home, &line(1));
        let path = home.path().join("keys");
        fs::write(home.path().join("keys.new"), "left over").unwrap();
        file.append(&line(2)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!home.path().join("keys.new").exists());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(file.read().unwrap_err().contains("chmod 600"));
        assert!(file.append(&line(3)).unwrap_err().contains("chmod 600"));
    }

    #[test]
    fn a_link_stays_a_link() {
        let home = tempfile::tempdir().unwrap();
        file(&home, &line(1));
        let link = home.path().join("link");
        std::os::unix::fs::symlink(home.path().join("keys"), &link).unwrap();
        KeyFile::new(link.clone()).append(&line(2)).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(ids(&KeyFile::new(home.path().join("keys"))).len(), 2);
    }
}
