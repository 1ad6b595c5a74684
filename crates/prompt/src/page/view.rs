//! What the pages show: values, ready and not yet escaped. Whoever fills these decides everything; the pages only say
//! it. Addresses come masked: nothing here needs a whole one but what the person has just typed.

use countersign_messages::Locale;
use countersign_model::Timestamp;

use super::brand::{Brand, Link};

/// What stands around every page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language; see [`super::language`].
    pub locale: Locale,
    /// Whose page it is.
    pub brand: Brand,
    /// What is approved by going on: stands on top of each page of a prompt that confirms something.
    pub approves: Option<Approves>,
    /// Where forms go. Pages without a form ([`End`]) don't look at it.
    pub post: Post,
    /// Whether the person may give up and go back to the application from here.
    pub can_cancel: bool,
    /// For how many days this browser can be remembered; the pages that prove something then offer it.
    pub remember_days: Option<u32>,
    /// What was wrong with the form before; told beside its field and read out.
    pub problem: Option<Problem>,
    /// What has just been done; read out too.
    pub notice: Option<Notice>,
}

impl Frame {
    /// The frame of a page that belongs to no prompt: a link that was never made, a fault before one was found.
    #[must_use]
    pub fn bare(locale: Locale) -> Self {
        Self {
            locale,
            brand: Brand::default(),
            approves: None,
            post: Post::default(),
            can_cancel: false,
            remember_days: None,
            problem: None,
            notice: None,
        }
    }
}

/// Where a page's forms go, and what they carry along unseen.
#[derive(Clone, Default)]
pub struct Post {
    /// The address, from `/` on.
    pub path: String,
    /// The form token.
    pub csrf: String,
    /// What tells a form of this step from an older one.
    pub step: String,
}

/// The form token stays out of logs.
impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").field("path", &self.path).field("step", &self.step).finish_non_exhaustive()
    }
}

/// What a person approves.
#[derive(Clone, Debug)]
pub enum Approves {
    /// Whatever the application says.
    Text(String),
    /// A payment.
    Payment {
        /// As the application writes it: `39.99 EUR`.
        amount: String,
        /// Who gets it.
        payee: String,
    },
}

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
    /// Waits for a device.
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

/// A list of methods to choose from. Each is a button: [`super::action::Action::Choose`] about its `value`.
#[derive(Clone, Debug)]
pub struct Choose {
    /// What for.
    pub aim: Aim,
    /// In the order in which they are offered.
    pub choices: Vec<Choice>,
    /// Whether there is a page to go back to (`Back`).
    pub can_go_back: bool,
}

/// What a method is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// To set it up, the first one.
    First,
    /// To set it up beside others.
    Add,
    /// To prove who it is, in place of the one before.
    AnotherWay,
}

/// One method that is offered.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What the form sends for it.
    pub value: String,
    /// Which kind.
    pub method: Method,
    /// What tells it from others of its kind: a masked address, a name that the person gave.
    pub hint: Option<String>,
}

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
impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authenticator").field("digits", &self.digits).finish_non_exhaustive()
    }
}

/// Makes or uses a passkey. The page's script does it, with two requests. Both are `POST`s of JSON that hold `csrf` and
/// `step` as the forms do:
///
/// 1. to `options`; the answer is `{"publicKey": …}`, in the JSON that browsers read
///    (`PublicKeyCredential.parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`);
/// 2. to `answer`, with `credential` (what `toJSON()` gives) and `remember` (a boolean); the answer is `{"next": …}`, the
///    address on this server to go to.
///
/// Any answer but 2xx, and whatever the browser refuses, is told as [`Problem::Passkey`]; an answer with `next` is
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

/// Waits for a device. The page asks for itself again until its step has changed.
#[derive(Clone, Debug)]
pub struct Push {
    /// The number that the person finds among others on the device.
    pub number: String,
    /// The device's name.
    pub device: Option<String>,
    /// Whether it can be asked again (`Again`).
    pub again: Again,
    /// Whether there is another method (`Another`).
    pub another_way: bool,
}

/// Shows recovery codes, this once (`saved`, `Continue`).
#[derive(Clone)]
pub struct RecoveryCodes {
    /// As they are to be typed.
    pub codes: Vec<String>,
}

/// The codes stay out of logs.
impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecoveryCodes({})", self.codes.len())
    }
}

/// Asks for a recovery code (`code`, `Continue`).
#[derive(Clone, Debug)]
pub struct EnterRecovery {
    /// Whether there is another method (`Another`).
    pub another_way: bool,
}

/// Lists what is set up. The buttons are `Add`, `Finish`, `NewCodes`, and about one of them `Rename`, `Remove` and
/// `Forget`.
#[derive(Clone, Debug)]
pub struct Methods {
    /// In the order in which they were set up. Recovery codes aren't among them.
    pub methods: Vec<Enrolled>,
    /// Whether there is anything left to add.
    pub can_add: bool,
    /// How many recovery codes are left; nothing where there are none to be had.
    pub recovery_left: Option<u32>,
    /// Browsers that aren't asked, newest first.
    pub browsers: Vec<Browser>,
    /// Whether the person may leave: some services ask for a method, or two.
    pub can_finish: bool,
}

/// A method that a person has.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// What the form sends for it.
    pub value: String,
    /// Which kind.
    pub method: Method,
    /// The name that the person gave it.
    pub name: Option<String>,
    /// A masked address, a serial number.
    pub hint: Option<String>,
    /// When it was set up.
    pub added: Timestamp,
    /// When it last let the person in.
    pub used: Option<Timestamp>,
}

/// A browser that is remembered.
#[derive(Clone, Debug)]
pub struct Browser {
    /// What the form sends for it.
    pub value: String,
    /// `Firefox on Linux`.
    pub name: String,
    /// Whether it is the one that this page is shown in.
    pub is_this: bool,
    /// When it last came.
    pub used: Timestamp,
}

/// Asks whether to remove a method (`Remove` about it; `Back`). The last one can't be: the page then says why, and how it
/// is done.
#[derive(Clone, Debug)]
pub struct Remove {
    /// Which.
    pub method: Enrolled,
    /// Whether it is the last.
    pub is_last: bool,
}

/// Asks for a method's new name (`name`, `Rename` about it; `Back`).
#[derive(Clone, Debug)]
pub struct Rename {
    /// Which.
    pub method: Enrolled,
    /// What stands in the field: its name, or what was typed before.
    pub typed: String,
}

/// Says what happened, and where to go.
#[derive(Clone, Debug)]
pub struct End {
    /// What happened.
    pub what: Ended,
    /// The way on: to the step where the person is, or to try again; from `/` on.
    pub onward: Option<String>,
    /// The way back to the application.
    pub back: Option<Link>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The prompt's time is over.
    Expired,
    /// The prompt is over: its link was used.
    Used,
    /// It is open in another browser.
    Elsewhere,
    /// There is no such prompt.
    Unknown,
    /// The browser keeps no cookie.
    CookiesBlocked,
    /// Too many wrong answers; so many minutes until the next may be given, if it is known.
    TooMany(Option<u32>),
    /// The person has no method.
    NotEnrolled,
    /// Someone said on a device that it wasn't them, or the application takes none of the methods that there are.
    Denied,
    /// The person gave up.
    Canceled,
    /// The form belonged to a step that is over; nothing was done.
    Stale,
    /// It worked.
    Done,
    /// The server failed; what was typed is lost, what was set up is not.
    Fault,
}

/// What is wrong with what was typed, said beside its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was typed.
    Missing,
    /// A wrong code; how often it can be tried again, if that is told.
    WrongCode {
        /// At least one.
        left: Option<u32>,
    },
    /// The code's time is over; another must be sent.
    CodeOver,
    /// The code was right and has been used.
    UsedCode,
    /// The code belongs to another time: the device's clock is off.
    ClockOff,
    /// Not a telephone number.
    BadPhone,
    /// Not an e-mail address.
    BadEmail,
    /// No code is sent to this number or address.
    NotServed,
    /// This person has set it up before.
    Known,
    /// The person must wait so many seconds for the next message.
    TooSoon {
        /// Seconds.
        seconds: u32,
    },
    /// Too many wrong answers; so many minutes to wait.
    TooMany {
        /// Minutes, rounded up.
        minutes: u32,
    },
    /// The message couldn't be sent.
    NotSent,
    /// No hardware token with this serial number can be set up.
    BadSerial,
    /// The two codes aren't two that follow each other.
    BadCodes,
    /// The passkey didn't work, or the person stopped it.
    Passkey,
    /// Nobody answered on the device.
    NoAnswer,
    /// The question on the device was answered with another number.
    WrongNumber,
    /// Not one of the person's recovery codes, or used.
    WrongRecoveryCode,
    /// The box isn't ticked.
    NotSaved,
    /// A name that is empty or too long.
    BadName,
    /// The method is gone meanwhile.
    Gone,
    /// The form belonged to a step that is over; nothing was done.
    Stale,
}

/// What has just been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A message is on its way, again.
    SentAgain,
    /// A method is set up.
    Added,
    /// It has a new name.
    Renamed,
    /// It is removed.
    Removed,
    /// A browser is forgotten.
    Forgotten,
    /// Before anything changes, the person proves who they are.
    ProveFirst,
    /// The person came in with a recovery code: time to set up something again.
    SetUpAgain,
}
