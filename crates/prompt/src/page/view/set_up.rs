//! What is shown while a method is set up.

use std::fmt;

/// Asks for a telephone number (`phone`). The buttons are `Sms` and `Call`.
#[derive(Clone, Debug)]
pub struct EnterPhone {
    /// What was typed before; empty at first.
    pub typed: String,
    /// Whether a text can be sent.
    pub sms: bool,
    /// Whether a call can be made.
    pub call: bool,
    /// Whether another method can be chosen (`Another`).
    pub another_way: bool,
}

/// Asks for an e-mail address (`email`, `Continue`).
#[derive(Clone, Debug)]
pub struct EnterEmail {
    /// What was typed before; empty at first.
    pub typed: String,
    /// Whether another method can be chosen (`Another`).
    pub another_way: bool,
}

/// Sets up an authenticator app: QR code, typed secret, and a code that proves it (`code`, `Continue`).
#[derive(Clone)]
pub struct Authenticator {
    /// `otpauth://totp/…`
    pub uri: String,
    /// The secret in base32, without spaces.
    pub secret: String,
    /// How many digits a code has.
    pub digits: u8,
    /// Whether another method can be chosen (`Another`).
    pub another_way: bool,
}

/// The secret stays out of logs.
impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator").field("digits", &self.digits).finish_non_exhaustive()
    }
}

/// Sets up a device: what an app on it has to be told, as a QR code and a link. The page asks for itself again until the
/// device is there, and goes on by itself then (`Continue`; `Again` for another link).
#[derive(Clone)]
pub struct Device {
    /// What opens the app, with all that it needs.
    pub link: String,
    /// How far it is.
    pub state: DeviceState,
    /// Whether another method can be chosen (`Another`).
    pub another_way: bool,
}

/// How far the set-up of a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// The link may be used.
    Awaited,
    /// The device is there.
    Connected,
    /// The link's time is over.
    Over,
}

/// The permission in the link stays out of logs.
impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("state", &self.state).finish_non_exhaustive()
    }
}

/// Sets up a hardware token: `serial`, `code` and `next_code`, `Continue`.
#[derive(Clone, Debug)]
pub struct Token {
    /// The serial number as it was typed; empty at first.
    pub serial: String,
    /// How many digits a code has.
    pub digits: u8,
    /// Whether another method can be chosen (`Another`).
    pub another_way: bool,
}

/// Shows recovery codes, this once (`saved`, `Continue`).
#[derive(Clone)]
pub struct RecoveryCodes {
    /// As they are to be typed.
    pub codes: Vec<String>,
}

/// The codes stay out of logs.
impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryCodes({})", self.codes.len())
    }
}
