//! The keys that stand above every section.

use std::path::PathBuf;

use countersign_settings::Secret;

countersign_settings::settings! {
    /// What stands above every section.
    pub struct General in "" {
        /// The directory for what this node keeps: the embedded database if it has one, and its name. One server uses it
        /// at a time.
        pub data_dir: PathBuf = Kind::Path, default "/var/lib/countersign", example "/srv/countersign";
        /// The master keys, a line `id:base64` each. Give them as `keys_file`, a file of mode 0600 that `countersign
        /// secrets init` makes, or in the environment; keep them out of this file and away from the database's backups.
        pub keys: Option<Secret> = Kind::Secret, optional, example "k1:AAAA…";
        /// This node's name among those that share a database; the same after a restart. Without it one is drawn and kept
        /// in the data directory.
        pub node: Option<String> = Kind::Text, optional, example "verify-1";
    }
}
