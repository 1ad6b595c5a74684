//! How a key of the configuration is declared.
//!
//! A section is a struct made by [`settings!`]. Each key stands there once, with its kind, what happens without it, an
//! example and its meaning; reading, the check for unknown keys, `config show`, the example file and the reference are
//! all made from that.

mod kind;
mod secret;

pub use kind::Kind;
pub use secret::Secret;
/// For the code that [`settings!`] writes.
#[doc(hidden)]
pub use serde;

/// One key of a section.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name in the file.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// What happens without it.
    pub presence: Presence,
    /// A value that makes sense, written as in an environment variable.
    pub example: &'static str,
    /// What it means, in sentences.
    pub doc: &'static str,
}

/// What happens when nobody sets a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// This value counts, written as in an environment variable.
    Default(&'static str),
    /// It counts as not set.
    Optional,
    /// Nothing starts.
    Required,
}

/// A section, or a kind of provider: keys that stand together.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its name in the file.
    pub name: &'static str,
    /// What it is about, in sentences.
    pub doc: &'static str,
    /// Its keys, in the order of the example file.
    pub keys: &'static [Key],
}

impl Section {
    /// The key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl Key {
    /// The name under which a secret can be read from a file of its own.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        matches!(self.kind, Kind::Secret).then(|| format!("{}_file", self.name))
    }
}

/// Declares a section: a struct that serde reads and that knows its keys.
///
/// ```
/// countersign_settings::settings! {
///     /// Where the bells hang.
///     pub struct Bells in "bells" {
///         /// How many there are.
///         pub count: u64 = Kind::Number { least: 1, most: 12 }, default "3", example "5";
///         /// What is cast into them.
///         pub words: Option<String> = Kind::Text, optional, example "vivos voco";
///     }
/// }
/// assert_eq!(Bells::SECTION.keys[0].doc, "How many there are.");
/// ```
#[macro_export]
macro_rules! settings {
    (
        $(#[doc = $about:literal])*
        pub struct $name:ident in $section:literal {
            $(
                $(#[doc = $doc:literal])*
                $(#[serde($($serde:tt)*)])?
                pub $key:ident: $type:ty = Kind::$kind:ident $({ $($range:tt)* })? $((  $($choice:tt)* ))?,
                    $presence:ident $($default:literal)?, example $example:literal;
            )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, $crate::serde::Deserialize)]
        #[serde(crate = "countersign_settings::serde", deny_unknown_fields)]
        pub struct $name {
            $(
                $(#[doc = $doc])*
                $(#[serde($($serde)*)])?
                pub $key: $type,
            )*
        }

        impl $name {
            /// What this section may hold.
            pub const SECTION: $crate::Section = $crate::Section {
                name: $section,
                doc: concat!($($about),*).trim_ascii(),
                keys: &[$(
                    $crate::Key {
                        name: stringify!($key),
                        kind: $crate::Kind::$kind $({ $($range)* })? $(( $($choice)* ))?,
                        presence: $crate::presence!($presence $($default)?),
                        example: $example,
                        doc: concat!($($doc),*).trim_ascii(),
                    },
                )*],
            };
        }
    };
}

/// For the code that [`settings!`] writes.
#[doc(hidden)]
#[macro_export]
macro_rules! presence {
    (default $value:literal) => {
        $crate::Presence::Default($value)
    };
    (optional) => {
        $crate::Presence::Optional
    };
    (required) => {
        $crate::Presence::Required
    };
}
