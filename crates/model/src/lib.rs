//! The nouns of a verification service and their rules: no runtime, no SQL, no HTTP.
//!
//! Each file is one noun. What is here cannot be wrong once it exists: text from outside becomes a noun
//! through its `parse`, and the floors above never see the raw string again.

mod access_token;
mod account;
mod address;
mod approval;
mod area;
mod attempt;
mod audit;
mod challenge;
mod change;
mod channel;
mod channel_order;
mod cidr;
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
mod hardware_token;
pub mod journal;
pub mod limit;
mod messaging;
mod moments;
mod notification;
mod otp_algorithm;
mod page;
mod phrase;
mod prompt;
mod push_subscription;
mod rate_limit;
mod receipt;
mod service;
mod sid;
mod string_map;
mod template;
mod test_number;
mod verification;
mod webhook;

pub use access_token::{ACCESS_TOKEN_SECONDS, AccessToken};
pub use account::{Account, ApiKey, TokenHash};
pub use address::{BadAddress, Email, Phone, Recipient};
pub use approval::{Approval, Press, Pressed, Slot};
pub use area::Area;
pub use attempt::{Attempt, AttemptState};
pub use audit::{Actor, AuditEntry};
pub use challenge::{
    Answer, BadDetails, CHALLENGE_MILLIS, Challenge, ChallengeStatus, DetailField, Details,
    MAX_CHALLENGE_MILLIS, MAX_WRONG_ANSWERS,
};
pub use change::{Change, ChangeNotice};
pub use channel::{Channel, UnknownChannel};
pub use channel_order::{ChannelOrder, ChannelOrders, ChannelStep};
pub use cidr::{BadCidr, Cidr, CidrList};
pub use clock::{Clock, MockClock, Timestamp};
pub use code::{BadCode, Code, CodeLength};
pub use cost::{BadCurrency, Cost, Currency};
pub use country::{Country, UnknownCountry};
pub use dice::{Dice, MockDice};
pub use entity::{BadIdentity, Entity, Identity};
pub use factor::{
    BadFactorKind, BadFactorName, FACTOR_HOLD_MILLIS, FACTORS_A_DAY, Factor, FactorKind, FactorName,
    FactorRefusal, FactorStatus, MAX_WRONG_ENROLMENTS, MissingCriteria, PasskeyRefusal, WRONG_ANSWERS_A_DAY,
};
pub use failpoint::reach;
pub use fate::Fate;
pub use gsm7::{GSM7_ESCAPE, Gsm7};
pub use hardware_token::{BadTokenSerial, HardwareToken, TokenHolder, TokenKind, TokenProgress, TokenSerial};
pub use journal::{Hop, Line, Told};
pub use limit::Limits;
pub use messaging::{BadDestination, MessagingConfiguration, MessagingDestination};
pub use moments::{Moments, Window};
pub use notification::{DeviceAddress, MAX_NOTIFICATIONS, NOTIFICATION_SECONDS, Notification, Platform};
pub use otp_algorithm::OtpAlgorithm;
pub use page::{Page, PageRequest, PageToken};
pub use phrase::{
    Amount, AppHash, BadPhrase, CodeDomain, ConfirmText, FriendlyName, LocaleTag, Payee, SendDigits,
    Substitution,
};
pub use prompt::{
    BadReturnUrl, BrowserName, Ceremony, Confirm, Content, Contradiction, Demand, FORGIVEN_MILLIS,
    MAX_PROMPT_CEREMONIES, MAX_PROMPT_WRONG, MAX_REMEMBERED, Method, NoPush, Notice, PROMPT_NEW_SENDS_A_DAY,
    PROMPT_SECONDS, PROMPT_WRONG_A_DAY, Prompt, PromptEnding, PromptStanding, PromptStatus, Proof, Purpose,
    Pushes, REMEMBER_DAYS, RESULT_MILLIS, Recognised, RememberedBrowser, ResultCode, ReturnUrl, Stage,
    Strength, TokenStanding, Trouble, is_host_name,
};
pub use push_subscription::{BadPushSubscription, PushSubscription};
pub use rate_limit::{
    BadUniqueName, Bucket, BucketWindow, Description, MOST_NAMED, RateLimit, RateLimitTarget, RateLimitValue,
    Reached, Tally, UniqueName,
};
pub use receipt::{About, Receipt, ReceiptState};
pub use service::{
    Lifetime, PasskeyCriteria, Passkeys, PromptSettings, Push, RelyingParty, Service, ServiceSettings, Totp,
    Whatsapp,
};
pub use sid::{
    AccessTokenSid, AccountSid, ApiKeySid, AttemptSid, AuditSid, BadSid, BucketSid, ChallengeSid,
    CredentialSid, EntitySid, FactorSid, HardwareTokenSid, MessagingServiceSid, NoticeSid, NotificationSid,
    PromptSid, RateLimitSid, RememberedBrowserSid, SafeListSid, ServiceSid, Sid, SidKind, TemplateSid,
    VerificationSid, WebhookSid,
};
pub use string_map::{BadStringMap, StringMap};
pub use template::{
    BadTemplate, BadTemplateName, Filled, Filling, NoTranslation, Template, TemplateChannel, TemplateName,
    TemplateText, Translation, TranslationStatus, Unfilled,
};
pub use test_number::{BadTestNumber, TEST_NUMBER, TEST_NUMBER_DAYS, TestNumber, TestNumbers};
pub use verification::{
    CHECKS_BEYOND_BUDGET, Checked, CodeSource, Ending, HOLD_MILLIS, Handed, MAX_CHECKS, MAX_SENDS, Refusal,
    Reserved, SendMark, Standing, Status, Transaction, Verdict, Verification, WRONG_CHECKS_A_DAY,
};
pub use webhook::{
    BadEventTypes, BadWebhookName, BadWebhookUrl, EventType, EventTypes, Webhook, WebhookName, WebhookStatus,
    WebhookUrl, WebhookVersion,
};
