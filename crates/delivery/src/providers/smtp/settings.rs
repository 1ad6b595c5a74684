//! The keys of a `kind = "smtp"` table.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use reqwest::Url;

use super::session::{Encryption, Relay};
use crate::Secret;
use crate::providers::{BadSettings, mailbox};

countersign_settings::settings! {
    /// E-mail through an SMTP relay.
    pub struct SmtpSettings in "smtp" {
        /// The relay: `smtps://host` (TLS from the first byte, port 465), `smtp+starttls://host` (TLS or nothing, port
        /// 587), or `smtp://host` (no encryption, port 25: for a relay on this machine). A port may follow the host.
        pub url: String = Kind::Text, required, example "smtps://mail.example.com";
        /// Who sends. Without a name the service's own is shown.
        pub from: String = Kind::Text, required, example "Example <codes@example.com>";
        /// The account at the relay, if it wants one.
        pub username: Option<String> = Kind::Text, optional, example "codes";
        /// Its password.
        pub password: Option<Secret> = Kind::Secret, optional, example "a password";
        /// The name given in EHLO; this host's when left out.
        pub helo: Option<String> = Kind::Text, optional, example "verify.example.com";
        /// A PEM file with certificates to trust beside the system's, for a relay with a certificate of your own.
        pub ca_file: Option<PathBuf> = Kind::Path, optional, example "/etc/countersign/relay-ca.pem";
        /// Seconds until a send is given up; 10 when left out.
        pub timeout_seconds: Option<u64> = Kind::Number { least: 1, most: 10 }, optional, example "10";
    }
}

impl SmtpSettings {
    pub(super) fn mailbox(&self) -> Result<Mailbox, BadSettings> {
        mailbox::read(&self.from)
    }

    pub(super) fn limit(&self, most: Duration) -> Result<Duration, BadSettings> {
        match self.timeout_seconds {
            None => Ok(most),
            Some(seconds @ 1..=10) => Ok(most.min(Duration::from_secs(seconds))),
            Some(_) => Err(bad("timeout_seconds must be 1 to 10")),
        }
    }

    pub(super) fn relay(&self) -> Result<Relay, BadSettings> {
        let wanted = "url must be smtps://host, smtp+starttls://host or smtp://host, with or without a :port";
        let url = Url::parse(&self.url).map_err(|_| bad(wanted))?;
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("url must hold no user name or password: they have keys of their own"));
        }
        let host = url.host_str().filter(|host| bare && !host.is_empty()).ok_or_else(|| bad(wanted))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let (port, encryption) = match url.scheme() {
            "smtp" => (25, Encryption::None),
            "smtp+starttls" => (587, Encryption::StartTls(self.tls(&host)?)),
            "smtps" => (465, Encryption::Tls(self.tls(&host)?)),
            _ => return Err(bad(wanted)),
        };
        let credentials = match (&self.username, &self.password) {
            (Some(user), Some(password)) => {
                Some(Credentials::new(user.clone(), password.reveal().to_owned()))
            }
            (None, None) => None,
            _ => return Err(bad("username and password belong together: set both or neither")),
        };
        if credentials.is_some() && matches!(encryption, Encryption::None) && !is_loopback(&host) {
            return Err(bad(
                "a password would cross the network unencrypted: use smtps:// or smtp+starttls://",
            ));
        }
        Ok(Relay::new(host, url.port().unwrap_or(port), encryption, credentials, self.hello()?))
    }

    fn hello(&self) -> Result<ClientId, BadSettings> {
        match &self.helo {
            None => Ok(ClientId::default()),
            Some(name) if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Ok(ClientId::Domain(name.clone()))
            }
            Some(_) => Err(bad("helo must be a host name")),
        }
    }

    fn tls(&self, host: &str) -> Result<TlsParameters, BadSettings> {
        let mut builder = TlsParameters::builder(host.to_owned());
        if let Some(path) = &self.ca_file {
            let pem = std::fs::read(path)
                .map_err(|error| BadSettings(format!("ca_file {} can't be read: {error}", path.display())))?;
            let certificate = Certificate::from_pem(&pem)
                .map_err(|_| BadSettings(format!("ca_file {} holds no PEM certificate", path.display())))?;
            builder = builder.add_root_certificate(certificate);
        }
        builder.build().map_err(|error| BadSettings(format!("TLS can't be set up for {host}: {error}")))
    }
}

fn bad(text: &str) -> BadSettings {
    BadSettings(text.to_owned())
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> SmtpSettings {
        SmtpSettings {
            url: url.to_owned(),
            from: "Acme <login@example.com>".to_owned(),
            username: None,
            password: None,
            helo: None,
            ca_file: None,
            timeout_seconds: None,
        }
    }

    fn with_password(url: &str) -> SmtpSettings {
        let password = Some(Secret::new("hunter2"));
        SmtpSettings { username: Some("acme".to_owned()), password, ..settings(url) }
    }

    #[test]
    fn each_scheme_has_its_port_unless_one_is_given() {
        for (url, address) in [
            ("smtp://relay.example.com", "relay.example.com:25"),
            ("smtp+starttls://relay.example.com/", "relay.example.com:587"),
            ("smtps://relay.example.com", "relay.example.com:465"),
            ("smtps://relay.example.com:4650", "relay.example.com:4650"),
            ("smtp://[::1]:2525", "::1:2525"),
        ] {
            assert_eq!(settings(url).relay().expect(url).address(), address);
        }
    }

    #[test]
    fn a_url_of_another_form_is_refused() {
        for url in [
            "",
            "relay.example.com",
            "http://relay",
            "smtp://",
            "smtp://relay/path",
            "smtp://relay?tls=required",
        ] {
            assert!(settings(url).relay().is_err(), "{url}");
        }
        let error = settings("smtp://acme:hunter2@relay").relay().err().expect("no password in a URL");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn a_password_travels_encrypted_or_not_beyond_this_machine() {
        for url in
            ["smtp://localhost", "smtp://127.0.0.1", "smtp://[::1]", "smtps://relay", "smtp+starttls://relay"]
        {
            assert!(with_password(url).relay().is_ok(), "{url}");
        }
        for url in ["smtp://relay", "smtp://10.0.0.1", "smtp://localhost.example.com"] {
            assert!(with_password(url).relay().is_err(), "{url}");
            assert!(settings(url).relay().is_ok(), "{url} without a password");
        }
    }

    #[test]
    fn half_a_login_a_bad_sender_and_a_long_limit_are_refused() {
        let half = SmtpSettings { password: None, ..with_password("smtps://relay") };
        assert!(half.relay().is_err());
        for from in ["", "Acme", "Acme <login@>", "login@exämple.com"] {
            let settings = SmtpSettings { from: from.to_owned(), ..settings("smtps://relay") };
            assert!(settings.mailbox().is_err(), "{from}");
        }
        for seconds in [0, 11] {
            let settings = SmtpSettings { timeout_seconds: Some(seconds), ..settings("smtps://relay") };
            assert!(settings.limit(crate::SEND_LIMIT).is_err());
        }
        let helo = SmtpSettings { helo: Some("a\r\nMAIL FROM:<b>".to_owned()), ..settings("smtps://relay") };
        assert!(helo.relay().is_err());
    }

    #[test]
    fn debug_output_shows_no_password() {
        assert!(!format!("{:?}", with_password("smtps://relay")).contains("hunter2"));
    }
}
