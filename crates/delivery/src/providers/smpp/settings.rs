//! The keys of a `kind = "smpp"` table, and what is made of them.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

use super::address::{Address, Form};
use super::connect::{Centre, Credentials, Tls};
use super::link::Role;
use super::receipt::Ids;
use super::split::Long;
use super::submit::Submission;
use super::text::Encoding;
use crate::Secret;
use crate::providers::BadSettings;

countersign_settings::settings! {
    /// Text messages through a short message centre, by SMPP 3.4.
    pub struct SmppSettings in "smpp" {
        /// The centre: `smpps://host` (TLS from the first byte, port 3550) or `smpp://host` (no encryption, port 2775).
        /// A port may follow the host.
        pub url: String = Kind::Text, required, example "smpps://smpp.example.com:8775";
        /// The account at the centre, up to 15 characters.
        pub system_id: String = Kind::Text, required, example "acme";
        /// Its password, up to 8 characters.
        pub password: Secret = Kind::Secret, required, example "a secret";
        /// Whom the messages come from: up to 11 letters and digits, a short code, or a number as `+4915112345678`.
        pub sender: String = Kind::Text, required, example "Acme";
        /// Allows `smpp://` to another machine: password and codes then cross the network unencrypted. For a private line
        /// or a VPN.
        #[serde(default)]
        pub allow_unencrypted: bool = Kind::Flag, default "false", example "true";
        /// A PEM file with certificates to trust beside the system's, for a centre with a certificate of its own.
        pub ca_file: Option<PathBuf> = Kind::Path, optional, example "/etc/countersign/centre-ca.pem";
        /// The kind of system that we are, where the centre wants to be told; up to 12 characters.
        pub system_type: Option<String> = Kind::Text, optional, example "OTP";
        /// How each connection is bound: one `transceiver`, a `pair` of transmitter and receiver, or a `transmitter`
        /// alone, which hears no receipts.
        #[serde(default = "transceiver")]
        pub bind: String = Kind::Choice(&["transceiver", "pair", "transmitter"]), default "transceiver", example "pair";
        /// How many binds (or pairs) each node keeps. The centre limits how many all nodes may have together.
        #[serde(default = "one")]
        pub binds: u64 = Kind::Number { least: 1, most: 16 }, default "1", example "2";
        /// How many messages may be unanswered on one bind.
        #[serde(default = "ten")]
        pub window: u64 = Kind::Number { least: 1, most: 1000 }, default "10", example "50";
        /// How many messages a node hands over a second at most. The centre counts all nodes together.
        #[serde(default = "ten")]
        pub submits_per_second: u64 = Kind::Number { least: 1, most: 10000 }, default "10", example "100";
        /// Seconds of silence after which the centre is asked whether it is still there.
        #[serde(default = "half_a_minute")]
        pub enquire_link_seconds: u64 = Kind::Number { least: 1, most: 300 }, default "30", example "60";
        /// How a text is written where its characters allow; any other is sent as `ucs2`. `gsm7` is the alphabet of phones
        /// under data coding 0, `latin1` ISO 8859-1 under data coding 3, `latin1-default` the same under 0, for centres
        /// that take 0 for it.
        #[serde(default = "gsm7")]
        pub encoding: String = Kind::Choice(&["gsm7", "latin1", "latin1-default", "ucs2"]), default "gsm7", example "latin1";
        /// How a text that needs several messages is told: `udh` (a header in each), `sar` (the parts' numbers in optional
        /// parameters), or `payload` (in one piece, which the centre divides).
        #[serde(default = "udh")]
        pub long_messages: String = Kind::Choice(&["udh", "sar", "payload"]), default "udh", example "payload";
        /// Whether the centre is told how long the code is still of use. Some refuse to be told.
        #[serde(default = "yes")]
        pub validity_period: bool = Kind::Flag, default "true", example "false";
        /// How receipts write a message's id: as the answer to the message did (`same`), in `hex` where the answer's is
        /// decimal, or in `dec` where the answer's is hexadecimal.
        #[serde(default = "same")]
        pub receipt_id: String = Kind::Choice(&["same", "hex", "dec"]), default "same", example "dec";
        /// The sender's type of number (TON), if the centre wants another than its form tells: 5 for letters, 3 for a short
        /// code, 1 for a number.
        pub sender_ton: Option<u64> = Kind::Number { least: 0, most: 6 }, optional, example "0";
        /// The sender's numbering plan (NPI), if the centre wants another: 0 for letters and short codes, 1 for a number.
        pub sender_npi: Option<u64> = Kind::Number { least: 0, most: 18 }, optional, example "0";
    }
}

fn transceiver() -> String {
    "transceiver".to_owned()
}

fn gsm7() -> String {
    "gsm7".to_owned()
}

fn udh() -> String {
    "udh".to_owned()
}

fn same() -> String {
    "same".to_owned()
}

const fn yes() -> bool {
    true
}

const fn one() -> u64 {
    1
}

const fn ten() -> u64 {
    10
}

const fn half_a_minute() -> u64 {
    30
}

impl SmppSettings {
    /// Whom to connect to, and as whom.
    pub(super) fn centre(&self) -> Result<Centre, BadSettings> {
        let wanted = "url must be smpps://host or smpp://host, with or without a :port";
        let url = Url::parse(&self.url).map_err(|_| bad(wanted))?;
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("url must hold no account or password: they have keys of their own"));
        }
        let host = url.host_str().filter(|host| bare && !host.is_empty()).ok_or_else(|| bad(wanted))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let (port, tls) = match url.scheme() {
            "smpp" => (2775, None),
            "smpps" => (3550, Some(Tls::new(&host, self.ca_file.as_deref())?)),
            _ => return Err(bad(wanted)),
        };
        if tls.is_none() && !self.allow_unencrypted && !is_loopback(&host) {
            return Err(bad(
                "url: password and codes would cross the network unencrypted; use smpps://, or say allow_unencrypted",
            ));
        }
        Ok(Centre { host, port: url.port().unwrap_or(port), tls, credentials: self.credentials()? })
    }

    fn credentials(&self) -> Result<Credentials, BadSettings> {
        Credentials::new(
            &self.system_id,
            self.password.reveal(),
            self.system_type.as_deref().unwrap_or_default(),
        )
    }

    /// How a message is put.
    pub(super) fn submission(&self) -> Result<Submission, BadSettings> {
        let sender = Address::sender(&self.sender, self.form()?)?;
        let encoding = match self.encoding.as_str() {
            "gsm7" => Encoding::Gsm7,
            "latin1" => Encoding::Latin1 { data_coding: 3 },
            "latin1-default" => Encoding::Latin1 { data_coding: 0 },
            "ucs2" => Encoding::Ucs2,
            _ => return Err(bad("encoding must be one of: gsm7, latin1, latin1-default, ucs2")),
        };
        let long = match self.long_messages.as_str() {
            "udh" => Long::Header,
            "sar" => Long::Parameters,
            "payload" => Long::Payload,
            _ => return Err(bad("long_messages must be one of: udh, sar, payload")),
        };
        let receipts = self.bind != "transmitter";
        Ok(Submission { sender, encoding, long, tells_validity: self.validity_period, receipts })
    }

    fn form(&self) -> Result<Form, BadSettings> {
        let byte = |key: &str, value: Option<u64>, most: u8| {
            value
                .map(|value| u8::try_from(value).ok().filter(|value| *value <= most))
                .map(|value| value.ok_or_else(|| BadSettings(format!("{key} must be 0 to {most}"))))
                .transpose()
        };
        Ok(Form {
            ton: byte("sender_ton", self.sender_ton, 6)?,
            npi: byte("sender_npi", self.sender_npi, 18)?,
        })
    }

    /// How ids in receipts are brought to those in answers.
    pub(super) fn ids(&self) -> Result<Ids, BadSettings> {
        match self.receipt_id.as_str() {
            "same" => Ok(Ids::Same),
            "hex" => Ok(Ids::ReceiptsInHex),
            "dec" => Ok(Ids::AnswersInHex),
            _ => Err(bad("receipt_id must be one of: same, hex, dec")),
        }
    }

    /// The roles of all connections to keep up.
    pub(super) fn roles(&self) -> Result<Vec<Role>, BadSettings> {
        let each: &[Role] = match self.bind.as_str() {
            "transceiver" => &[Role::Transceiver],
            "pair" => &[Role::Transmitter, Role::Receiver],
            "transmitter" => &[Role::Transmitter],
            _ => return Err(bad("bind must be one of: transceiver, pair, transmitter")),
        };
        Ok(each.repeat(within("binds", self.binds, 16)?))
    }

    /// How many messages may be unanswered on one bind.
    pub(super) fn window(&self) -> Result<usize, BadSettings> {
        within("window", self.window, 1000)
    }

    /// The time from one message to the next.
    pub(super) fn pace(&self) -> Result<Duration, BadSettings> {
        within("submits_per_second", self.submits_per_second, 10_000)?;
        Ok(Duration::from_nanos(1_000_000_000 / self.submits_per_second))
    }

    /// How long the centre may be silent before it is asked.
    pub(super) fn silence(&self) -> Result<Duration, BadSettings> {
        within("enquire_link_seconds", self.enquire_link_seconds, 300)?;
        Ok(Duration::from_secs(self.enquire_link_seconds))
    }
}

fn within(key: &str, value: u64, most: u64) -> Result<usize, BadSettings> {
    usize::try_from(value)
        .ok()
        .filter(|_| (1..=most).contains(&value))
        .ok_or_else(|| BadSettings(format!("{key} must be 1 to {most}")))
}

fn bad(text: &str) -> BadSettings {
    BadSettings(text.to_owned())
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
