//! What the pages show: values, ready and not yet escaped. Whoever fills these decides everything; the pages only say
//! it. Addresses come masked: nothing here needs a whole one but what the person has just typed.

mod choose;
mod end;
mod frame;
mod methods;
mod prove;
mod set_up;
mod told;

pub use choose::{Aim, Choice, Choose};
pub use end::{End, Ended};
pub use frame::{Approves, Frame, Post};
pub use methods::{Browser, Enrolled, Methods, Remove, Rename};
pub use prove::{
    Again, AskDevice, Ceremony, Code, CodeFrom, EnterRecovery, Passkey, Push, Remembered, Send, Suggested,
    Way,
};
pub use set_up::{Authenticator, Device, DeviceState, EnterEmail, EnterPhone, RecoveryCodes, Token};
pub use told::{Notice, Problem};

/// A kind of method: it has a name in every language, and a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A phone, by text or call.
    Phone,
    /// A phone, by text message.
    Sms,
    /// A phone, by a call.
    Call,
    /// An e-mail address.
    Email,
    /// An authenticator app.
    Authenticator,
    /// A passkey or security key.
    Passkey,
    /// A hardware token.
    Token,
    /// An app that asks on a device.
    Push,
    /// Recovery codes.
    Recovery,
}

/// One page of the prompt.
#[derive(Clone, Debug)]
pub enum Page {
    /// A list of methods to choose from.
    Choose(Choose),
    /// Asks for a telephone number.
    EnterPhone(EnterPhone),
    /// Asks for an e-mail address.
    EnterEmail(EnterEmail),
    /// Asks before a code is sent.
    Send(Send),
    /// Asks for a code.
    Code(Code),
    /// Sets up an authenticator app.
    Authenticator(Authenticator),
    /// Makes or uses a passkey.
    Passkey(Passkey),
    /// Sets up a hardware token.
    Token(Token),
    /// Sets up a device.
    Device(Device),
    /// Asks before a device is asked.
    AskDevice(AskDevice),
    /// Asks nothing: the browser is remembered.
    Remembered(Remembered),
    /// Asks for the number that a device shows.
    Push(Push),
    /// Shows recovery codes, once.
    RecoveryCodes(RecoveryCodes),
    /// Asks for a recovery code.
    EnterRecovery(EnterRecovery),
    /// Lists what is set up.
    Methods(Methods),
    /// Asks whether to remove a method.
    Remove(Remove),
    /// Asks for a method's new name.
    Rename(Rename),
    /// Says what happened, and where to go.
    End(End),
}
