//! The nouns of a verification service and their rules: no runtime, no SQL, no HTTP.
//!
//! Each file is one noun. What is here cannot be wrong once it exists: text from outside becomes a noun
//! through its `parse`, and the floors above never see the raw string again.

mod account;
mod address;
mod area;
mod attempt;
mod audit;
mod channel;
mod channel_order;
mod clock;
mod code;
mod cost;
mod country;
mod dice;
mod failpoint;
mod fate;
mod gsm7;
pub mod journal;
pub mod limit;
mod messaging;
mod page;
mod phrase;
mod receipt;
mod service;
mod sid;
mod template;
mod verification;

pub use account::{Account, ApiKey, TokenHash};
pub use address::{BadAddress, Email, Phone, Recipient};
pub use area::Area;
pub use attempt::{Attempt, AttemptState};
pub use audit::{Actor, AuditEntry};
pub use channel::{Channel, UnknownChannel};
pub use channel_order::{ChannelOrder, ChannelOrders, ChannelStep};
pub use clock::{Clock, MockClock, Timestamp};
pub use code::{BadCode, Code, CodeLength};
pub use cost::{BadCurrency, Cost, Currency};
pub use country::{Country, UnknownCountry};
pub use dice::{Dice, MockDice};
pub use failpoint::reach;
pub use fate::Fate;
pub use gsm7::{GSM7_ESCAPE, Gsm7};
pub use journal::{Hop, Line, Told};
pub use limit::Limits;
pub use messaging::{BadDestination, MessagingConfiguration, MessagingDestination};
pub use page::{Page, PageRequest, PageToken};
pub use phrase::{Amount, AppHash, BadPhrase, FriendlyName, LocaleTag, Payee, SendDigits, Substitution};
pub use receipt::{About, Receipt, ReceiptState};
pub use service::{
    Lifetime, PasskeyCriteria, Passkeys, Push, RelyingParty, Service, ServiceSettings, Totp, Whatsapp,
};
pub use sid::{
    AccountSid, ApiKeySid, AttemptSid, AuditSid, BadSid, CredentialSid, MessagingServiceSid, SafeListSid,
    ServiceSid, Sid, SidKind, TemplateSid, VerificationSid,
};
pub use template::{
    BadTemplate, BadTemplateName, Filled, Filling, NoTranslation, Template, TemplateChannel, TemplateName,
    TemplateText, Translation, TranslationStatus, Unfilled,
};
pub use verification::{
    CHECKS_BEYOND_BUDGET, Checked, CodeSource, Ending, HOLD_MILLIS, MAX_CHECKS, MAX_SENDS, Refusal, SendMark,
    Standing, Status, Transaction, Verdict, Verification, WRONG_CHECKS_A_DAY,
};
