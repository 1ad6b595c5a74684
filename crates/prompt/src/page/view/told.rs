//! What is told on any page: what was wrong, and what was done.

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
    /// Nobody has approved on the device yet.
    NotApproved,
    /// Nobody answered on the device in time.
    NoAnswer,
    /// Not the number that the device shows; another question is needed.
    WrongNumber,
    /// No device has been set up yet.
    NoDevice,
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
    /// A device was asked, again.
    AskedAgain,
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
    /// One method was shown, and another is needed.
    OneMore,
    /// The person came in with a recovery code: time to set up something again.
    SetUpAgain,
}
