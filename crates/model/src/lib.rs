//! The nouns of a verification service and their rules: no runtime, no SQL, no HTTP.
//!
//! Each file is one noun. What is here cannot be wrong once it exists: text from outside becomes a noun
//! through its `parse`, and the floors above never see the raw string again.

mod access_token;
mod account;
mod address;
mod attempt;
mod audit;
mod challenge;
mod channel;
mod channel_order;
mod clock;
mod code;
mod cost;
mod country;
mod dice;
mod entity;
mod factor;
mod failpoint;
mod fate;
mod gsm7;
pub mod journal;
pub mod limit;
mod moments;
mod notification;
mod page;
mod phrase;
mod receipt;
mod service;
mod sid;
mod string_map;
mod verification;

pub use access_token::{ACCESS_TOKEN_SECONDS, AccessToken};
pub use account::{Account, ApiKey, TokenHash};
pub use address::{BadAddress, Email, Phone, Recipient};
pub use attempt::{Attempt, AttemptState};
pub use audit::{Actor, AuditEntry};
pub use challenge::{
    Answer, BadDetails, CHALLENGE_MILLIS, Challenge, ChallengeStatus, DetailField, Details,
    MAX_CHALLENGE_MILLIS, MAX_WRONG_ANSWERS,
};
pub use channel::{Channel, UnknownChannel};
pub use channel_order::{ChannelOrder, ChannelOrders, ChannelStep};
pub use clock::{Clock, MockClock, Timestamp};
pub use code::{BadCode, Code, CodeLength};
pub use cost::{BadCurrency, Cost, Currency};
pub use country::{Country, UnknownCountry};
pub use dice::{Dice, MockDice};
pub use entity::{BadIdentity, Entity, Identity};
pub use factor::{
    BadFactorKind, BadFactorName, FACTOR_HOLD_MILLIS, FACTORS_A_DAY, Factor, FactorKind, FactorName,
    FactorRefusal, FactorStatus, MAX_WRONG_ENROLMENTS, WRONG_ANSWERS_A_DAY,
};
pub use failpoint::reach;
pub use fate::Fate;
pub use gsm7::{GSM7_ESCAPE, Gsm7};
pub use journal::{Hop, Line, Told};
pub use limit::Limits;
pub use moments::{Moments, Window};
pub use notification::{DeviceAddress, MAX_NOTIFICATIONS, NOTIFICATION_SECONDS, Notification, Platform};
pub use page::{Page, PageRequest, PageToken};
pub use phrase::{Amount, AppHash, BadPhrase, FriendlyName, LocaleTag, Payee, SendDigits};
pub use receipt::{About, Receipt, ReceiptState};
pub use service::{
    Lifetime, PasskeyCriteria, Passkeys, Push, RelyingParty, Service, ServiceSettings, Totp, Whatsapp,
};
pub use sid::{
    AccessTokenSid, AccountSid, ApiKeySid, AttemptSid, AuditSid, BadSid, ChallengeSid, CredentialSid,
    EntitySid, FactorSid, MessagingServiceSid, NotificationSid, SafeListSid, ServiceSid, Sid, SidKind,
    TemplateSid, VerificationSid,
};
pub use string_map::{BadStringMap, StringMap};
pub use verification::{
    CHECKS_BEYOND_BUDGET, Checked, CodeSource, Ending, HOLD_MILLIS, MAX_CHECKS, MAX_SENDS, Refusal, SendMark,
    Standing, Status, Transaction, Verdict, Verification, WRONG_CHECKS_A_DAY,
};
