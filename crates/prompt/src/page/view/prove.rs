//! What is shown while a person proves who they are.

/// Asks before a code is sent: opening a page sends nothing. The buttons are `Sms` and `Call`, or `Continue` for an
/// e-mail.
#[derive(Clone, Debug)]
pub struct Send {
    /// The ways that there are, the first as the main button.
    pub ways: Vec<Way>,
    /// Where to, masked.
    pub to: String,
    /// Whether there is another method (`Another`).
    pub another_way: bool,
}

/// How a code travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Text message.
    Sms,
    /// A call that reads it out.
    Call,
    /// E-mail.
    Email,
}

/// Asks for a code (`code`, `Continue`).
#[derive(Clone, Debug)]
pub struct Code {
    /// Where the person finds it.
    pub from: CodeFrom,
    /// How many digits it has.
    pub digits: u8,
    /// Whether there is another method (`Another`).
    pub another_way: bool,
}

/// Where a code is found.
#[derive(Clone, Debug)]
pub enum CodeFrom {
    /// In a message.
    Message {
        /// Of which kind.
        way: Way,
        /// Where it went, masked.
        to: String,
        /// Whether another can be had (`Again`).
        again: Again,
        /// The other way to the same phone (`Sms` or `Call`).
        instead: Option<Way>,
        /// Whether the address may be mended (`Change`): only while it is being set up.
        can_change: bool,
    },
    /// In an authenticator app, with the name that the person gave it.
    App {
        /// Nothing when it has no name worth showing.
        name: Option<String>,
    },
    /// On a hardware token.
    Token {
        /// Its name or serial number.
        name: Option<String>,
    },
}

/// When another message can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// At once.
    Now,
    /// After so many seconds.
    In(u32),
    /// Not any more.
    No,
}

/// Makes or uses a passkey. The page's script does it, with two requests. Both are `POST`s of JSON that hold `csrf` and
/// `step` as the forms do:
///
/// 1. to `options`; the answer is `{"publicKey": …}`, in the JSON that browsers read
///    (`PublicKeyCredential.parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`);
/// 2. to `answer`, with `credential` (what `toJSON()` gives) and `remember` (a boolean); the answer is `{"next": …}`, the
///    address on this server to go to.
///
/// Any answer but 2xx, and whatever the browser refuses, is told as [`Problem::Passkey`](super::Problem::Passkey); an answer with `next` is
/// followed whatever its status.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Makes one or uses one.
    pub ceremony: Ceremony,
    /// Where the options come from.
    pub options: String,
    /// Where the credential goes.
    pub answer: String,
    /// Whether there is another method (`Another`).
    pub another_way: bool,
}

/// What is done with a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// It is made (`navigator.credentials.create`).
    Register,
    /// It is used (`navigator.credentials.get`).
    Authenticate,
}

/// Asks before a device is asked: opening a page asks nobody (`Continue`).
#[derive(Clone, Debug)]
pub struct AskDevice {
    /// The device's name.
    pub device: Option<String>,
    /// Whether there is another method (`Another`).
    pub another_way: bool,
}

/// Asks for the number that a device shows, once the person has said yes there (`code`, `Continue`). The page asks for itself
/// again until its step has changed: they may say no.
#[derive(Clone, Debug)]
pub struct Push {
    /// The device's name.
    pub device: Option<String>,
    /// When it can be asked again (`Again`).
    pub again: Again,
    /// Whether there is another method (`Another`).
    pub another_way: bool,
}

/// Asks for a recovery code (`code`, `Continue`).
#[derive(Clone, Debug)]
pub struct EnterRecovery {
    /// Whether there is another method (`Another`).
    pub another_way: bool,
}
