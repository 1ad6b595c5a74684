//! The layers of the configuration: what is declared, over it the file, over it the environment.

use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use countersign_settings::{Key, Presence};
use toml::{Table, Value};

use super::nearest::hint;
use super::sections::{names, path, variable};
use super::value;
use crate::commands::Failure;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// The configuration file.
    File,
    /// This environment variable.
    Environment(String),
    /// A file of its own, named by what stands in front.
    SecretFile(Box<Source>, PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File => f.write_str("file"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::SecretFile(named_by, path) => write!(f, "{} (named by {named_by})", path.display()),
        }
    }
}

/// One table of the configuration, settled.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) table: Table,
    pub(super) sources: BTreeMap<&'static str, Source>,
}

/// What to settle a table from.
pub(super) struct Layers<'l> {
    /// What its keys are called in sentences: a section's name, or `providers.mail`.
    pub(super) section: &'l str,
    /// Its keys.
    pub(super) keys: &'static [Key],
    /// What the file says.
    pub(super) file: Table,
    /// The environment.
    pub(super) environment: &'l BTreeMap<String, String>,
}

impl Layers<'_> {
    /// Puts the layers over one another.
    ///
    /// # Errors
    /// A sentence that names the key or the variable, and says what is wrong with it.
    pub(super) fn settle(mut self) -> Result<Settled, Failure> {
        let mut settled = Settled::default();
        for key in self.keys {
            let Some((value, source)) = self.value(key)? else { continue };
            settled.table.insert(key.name.to_owned(), value);
            settled.sources.insert(key.name, source);
        }
        if let Some(unknown) = self.file.keys().next() {
            let known: Vec<String> = names(self.keys).map(|name| path(self.section, &name)).collect();
            let unknown = path(self.section, unknown);
            let hint = hint(&unknown, known.iter().map(String::as_str));
            return Err(Failure::configuration(format!("unknown key {unknown}{hint}")));
        }
        Ok(settled)
    }

    fn value(&mut self, key: &'static Key) -> Result<Option<(Value, Source)>, Failure> {
        let written = [Some(key.name.to_owned()), key.file_name()];
        let [in_file, beside_file] =
            written.clone().map(|name| name.and_then(|name| self.file.remove(&name).map(|v| (name, v))));
        let [in_environment, beside_environment] = written.map(|name| {
            let name = variable(self.section, &name?);
            self.environment.get(&name).map(|text| (name, text.clone()))
        });
        let both = |one: &str, two: &str| {
            Err(Failure::configuration(format!("{one} and {two} are both set: keep one of them")))
        };
        match (in_environment, beside_environment) {
            (Some((one, _)), Some((two, _))) => return both(&one, &two),
            (Some((name, text)), None) => {
                let value = value::from_text(key.kind, &text).ok_or_else(|| must_be(&name, key))?;
                return Ok(Some((value, Source::Environment(name))));
            }
            (None, Some((name, file))) => {
                return secret(&name, file.as_ref(), Source::Environment(name.clone())).map(Some);
            }
            (None, None) => {}
        }
        match (in_file, beside_file) {
            (Some((one, _)), Some((two, _))) => both(&path(self.section, &one), &path(self.section, &two)),
            (Some((name, value)), None) if value::is_of(key.kind, &value) => {
                debug_assert_eq!(name, key.name);
                Ok(Some((value, Source::File)))
            }
            (Some((name, _)), None) => Err(must_be(&path(self.section, &name), key)),
            (None, Some((name, Value::String(file)))) => {
                secret(&path(self.section, &name), file.as_ref(), Source::File).map(Some)
            }
            (None, Some((name, _))) => {
                Err(Failure::configuration(format!("{} must be a path", path(self.section, &name))))
            }
            (None, None) => match key.presence {
                Presence::Default(text) => {
                    Ok(value::from_text(key.kind, text).map(|value| (value, Source::Default)))
                }
                Presence::Optional => Ok(None),
                Presence::Required => Err(Failure::configuration(format!(
                    "{} is missing; for example: {} = {}",
                    path(self.section, key.name),
                    key.name,
                    value::example(key)
                ))),
            },
        }
    }
}

fn must_be(name: &str, key: &Key) -> Failure {
    Failure::configuration(format!("{name} must be {}, such as {}", key.kind, value::example(key)))
}

/// A secret out of a file of its own. One line end at its end is the editor's, not the secret's.
fn secret(name: &str, file: &Path, named_by: Source) -> Result<(Value, Source), Failure> {
    let told = |what: &dyn fmt::Display| Failure::configuration(format!("{name}: {} {what}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| {
        let is_new = error.kind() == ErrorKind::NotFound && name.to_lowercase().ends_with("keys_file");
        let mend = if is_new { "; `countersign secrets init` makes a new one, for new data" } else { "" };
        told(&format_args!("can't be read: {error}{mend}"))
    })?;
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() {
        return Err(told(&"is empty"));
    }
    Ok((Value::String(text.to_owned()), Source::SecretFile(Box::new(named_by), file.to_owned())))
}
