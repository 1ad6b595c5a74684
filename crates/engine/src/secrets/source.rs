//! Where this node's keys are kept.

use countersign_keyring::Keyring;

/// This node's key file. Each answer's error is a sentence that says what to do and shows no key. Calls block, for no
/// longer than a small file takes.
pub trait KeySource: Send + Sync {
    /// What to call it in a sentence: its path.
    fn name(&self) -> String;

    /// The keys in it now.
    ///
    /// # Errors
    /// When it can't be read, others may read it, or it holds no keys.
    fn read(&self) -> Result<Keyring, String>;

    /// Adds a line, all of it or nothing.
    ///
    /// # Errors
    /// When it can't be written.
    fn append(&self, line: &str) -> Result<(), String>;

    /// Removes the line of a key; tells whether there was one.
    ///
    /// # Errors
    /// When it can't be written.
    fn remove(&self, key_id: &str) -> Result<bool, String>;
}
