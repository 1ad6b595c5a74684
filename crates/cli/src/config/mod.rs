//! The configuration file: TOML, one section a file here; an unknown key is an error.
//!
//! ```toml
//! [server]
//! public_url = "https://verify.example.com"
//! trusted_proxies = ["10.0.0.0/8"]
//!
//! [database]
//! url = "postgres://countersign@db/countersign"
//!
//! [[providers]]
//! name = "mail"
//! kind = "smtp"
//! url = "smtps://mail.example.com"
//! from = "Example <codes@example.com>"
//! ```

mod database;
pub(crate) mod providers;
mod server;

use std::path::Path;

use serde::Deserialize;

use crate::commands::Failure;

pub use database::Database;
pub use providers::Provider;
pub use server::Server;

/// Everything that the file may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How clients reach this server.
    pub server: Server,
    /// Where its data lives.
    pub database: Database,
    /// Who carries messages, first choice first.
    pub providers: Vec<Provider>,
}

impl Config {
    /// Reads the file; without one, everything is as it comes.
    ///
    /// # Errors
    /// When it can't be read or says what it may not.
    pub fn read(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::default()) };
        let told = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        toml::from_str(&text).map_err(|error| told(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn each_section_is_read() {
        let config = read(
            r#"
            [server]
            public_url = "https://verify.example.com"
            trusted_proxies = ["10.0.0.0/8"]
            [database]
            url = "postgres://countersign@db/countersign"
            [[providers]]
            name = "gateway"
            kind = "webhook"
            url = "https://sms.example.com/send"
            secret = "0123456789abcdef"
            "#,
        )
        .unwrap();
        assert_eq!(config.server.public_url.as_deref(), Some("https://verify.example.com"));
        assert_eq!(config.providers[0].name, "gateway");
    }

    #[test]
    fn an_unknown_key_is_an_error_in_every_section() {
        for text in [
            "nonsense = 1",
            "[server]\nlisten_on = 1",
            "[database]\nuri = ''",
            "[[providers]]\nname = 'a'\nkind = 'webhook'\nurl = 'https://a'\nsecret = '0123456789abcdef'\nurll = 1",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
