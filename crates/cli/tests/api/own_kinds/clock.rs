//! Devices that show codes, by a library that shares no line with ours.

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use countersign_factors::hardware::TokenCodes;
use countersign_factors::token_file::{self, Format, TokenSeed, Unlock};
use countersign_model::TokenSerial;

use crate::support::{TestApp, ops};

/// A token in somebody's hand.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) serial: TokenSerial,
    seed: Vec<u8>,
}

impl Device {
    /// Tokens by these numbers with a button, imported into the app's account.
    pub(crate) async fn imported<const N: usize>(app: &TestApp, serials: [&str; N]) -> [Self; N] {
        Self::of_kind(app, serials, "HOTP,6,0").await
    }

    /// The same with a clock of half a minute.
    pub(crate) async fn with_clocks<const N: usize>(app: &TestApp, serials: [&str; N]) -> [Self; N] {
        Self::of_kind(app, serials, "TOTP,6,30").await
    }

    async fn of_kind<const N: usize>(app: &TestApp, serials: [&str; N], kind: &str) -> [Self; N] {
        let lines = serials.map(|serial| format!("{serial},{},{kind}\n", hex(seed(serial).as_bytes())));
        let tokens = file(&lines.concat());
        app.engine.import_tokens(app.account, tokens, ops(), |_| ()).await.expect("imported");
        serials.map(|serial| Self {
            serial: TokenSerial::parse(serial).expect("a serial number"),
            seed: seed(serial).into_bytes(),
        })
    }

    /// What it shows for a counter or a step (RFC 4226, section 5.3).
    pub(crate) fn code(&self, counter: i64) -> String {
        let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.seed);
        let tag = sign(&key, &counter.to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[19] & 15);
        let word = u32::from_be_bytes([tag[at], tag[at + 1], tag[at + 2], tag[at + 3]]);
        format!("{:06}", (word & 0x7FFF_FFFF) % 1_000_000)
    }

    /// Two in a row.
    pub(crate) fn codes(&self, first: i64) -> TokenCodes {
        TokenCodes::parse(&self.code(first), &self.code(first + 1)).expect("two codes")
    }
}

/// The step of half a minute that the app's clock shows.
pub(crate) fn step(app: &TestApp) -> i64 {
    app.engine.now().millis() / 30_000
}

/// Each token has a seed of its own.
fn seed(serial: &str) -> String {
    format!("{serial:_>20}")
}

/// The seed of a token as a file has it.
pub(super) fn written(serial: &str) -> String {
    hex(seed(serial).as_bytes())
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The tokens of a table with commas.
pub(super) fn file(text: &str) -> Vec<TokenSeed> {
    token_file::read(Format::Csv, text, &Unlock::default()).expect("a file")
}
